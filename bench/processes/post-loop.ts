/** The bare loop that fan-out is measured against: axios, keep-alive, and nothing else. */
import http from 'node:http'
import axios from 'axios'
import { leadBody } from '../lead-body.ts'
import { answer } from './answer.ts'

export interface PostLoop {
  urls: readonly string[]
  /** To each address. */
  amount: number
  /** To each address at once. */
  concurrency: number
}

answer<PostLoop, { rate: number }>(async ({ urls, amount, concurrency }) => {
  const started = performance.now()
  await Promise.all(urls.map((url) => post(url, amount, concurrency)))
  return { rate: (urls.length * amount * 1000) / (performance.now() - started) }
})

async function post(url: string, amount: number, concurrency: number): Promise<void> {
  const client = axios.create({
    httpAgent: new http.Agent({ keepAlive: true, maxSockets: concurrency }),
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    responseType: 'text',
    transformRequest: [(data) => data],
    transformResponse: [(data) => data],
    validateStatus: () => true,
  })
  let left = amount
  const headers = { 'content-type': 'application/json' }
  const one = async () => {
    while (left-- > 0) {
      const { status } = await client.request({ method: 'POST', url, headers, data: leadBody() })
      if (status !== 201) throw new Error(`the receiver answered ${status}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
}
