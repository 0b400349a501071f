/** One far end, and beside it a receiver for the bare POST: in a process of their own, whose time is not counted. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FarEndName, farEnds, type Overhead } from '../connectors/far-ends.ts'
import { answer } from './answer.ts'

export type AskFarEnd = { start: FarEndName } | { overhead: true }

export interface FarEndAnswer {
  settings: Record<string, unknown>
  bareUrl: string
  overhead: Overhead
}

const receiver = http.createServer((request, response) => {
  const created = () => response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1"}')
  request.resume().once('end', created)
})
let far: Awaited<ReturnType<(typeof farEnds)[FarEndName]>> | undefined

answer<AskFarEnd, FarEndAnswer>(async (asked) => {
  if ('start' in asked) {
    receiver.listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    far = await farEnds[asked.start]()
  }
  if (!far) throw new Error('no far end was started')
  const { port } = receiver.address() as AddressInfo
  return { settings: far.settings, bareUrl: `http://127.0.0.1:${port}/`, overhead: far.overhead() }
})
