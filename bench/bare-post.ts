/** A keep-alive POST to one address by each HTTP client, with nothing around it. */
import http from 'node:http'
import axios from 'axios'
import { Pool } from 'undici'

/** @returns the status, once the reply was read. */
export type BarePost = (body: string) => Promise<number>

export type ClientName = keyof typeof clients

export const clients = { undici: byUndici, axios: byAxios } satisfies Record<
  string,
  (url: string, connections: number) => BarePost
>

const headers = { 'content-type': 'application/json' }

function byUndici(url: string, connections: number): BarePost {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  return async (body) => {
    const reply = await pool.request({ method: 'POST', path: pathname, headers, body })
    await reply.body.text()
    return reply.statusCode
  }
}

function byAxios(url: string, connections: number): BarePost {
  const client = axios.create({
    httpAgent: new http.Agent({ keepAlive: true, maxSockets: connections }),
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    responseType: 'text',
    transformRequest: [(data) => data],
    transformResponse: [(data) => data],
    validateStatus: () => true,
  })
  return async (body) => {
    const { status } = await client.request({ method: 'POST', url, headers, data: body })
    return status
  }
}
