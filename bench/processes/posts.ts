/** The same POST by several clients, in turns: CPU time of this process for each. */
import http from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import axios from 'axios'
import { Agent, request } from 'undici'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { openHttp } from '../../src/outside/http.ts'
import { leadBody } from '../lead-body.ts'
import { answer } from './answer.ts'

const ways = ['door', 'undici', 'axios'] as const
export type Way = (typeof ways)[number]

export interface AskPosts {
  url: string
  turns: number
  /** POSTs in a turn. */
  size: number
  /** POSTs at once. */
  lanes: number
}

/** Microseconds a POST, by turn. */
export type PostCosts = Record<Way, number[]>

const connections = 20
const headers = { 'content-type': 'application/json' }

function clients(url: string): Record<Way, (body: string) => Promise<number>> {
  const door = openHttp({ guard: guardAddresses(['127.0.0.0/8']), connections })
  const dispatcher = new Agent({ connections, pipelining: 1 })
  const plain = axios.create({
    httpAgent: new http.Agent({ keepAlive: true, maxSockets: connections }),
    proxy: false,
    maxRedirects: 0,
    responseType: 'text',
    validateStatus: () => true,
  })
  return {
    door: async (body) => (await door.request({ method: 'POST', url, headers, body })).status,
    async undici(body) {
      const reply = await request(url, { method: 'POST', headers, body, dispatcher })
      await reply.body.text()
      return reply.statusCode
    },
    axios: async (body) => (await plain.request({ method: 'POST', url, headers, data: body })).status,
  }
}

answer<AskPosts, PostCosts>(async ({ url, turns, size, lanes }) => {
  const by = clients(url)
  const costs: PostCosts = { door: [], undici: [], axios: [] }
  // The first ones pay for the compiler.
  for (const way of [...ways, ...ways]) await cost(by[way], size, lanes)
  for (let turn = 0; turn < turns; turn++) {
    for (const way of turn % 2 ? ways.toReversed() : ways) costs[way].push(await cost(by[way], size, lanes))
  }
  return costs
})

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

async function cost(post: (body: string) => Promise<number>, size: number, lanes: number): Promise<number> {
  const bodies = Array.from({ length: size }, leadBody).values()
  collect()
  const before = process.cpuUsage()
  const lane = async () => {
    for (const body of bodies) {
      const status = await post(body)
      if (status !== 201) throw new Error(`the receiver answered ${status}`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / size
}
