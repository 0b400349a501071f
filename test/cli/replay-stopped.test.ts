import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { run } from './run.ts'

it('a replay that is stopped by another operator ends with 1, and tells its progress', async () => {
  const id = '01985a3c-0000-7000-8000-000000000001'
  const times = { createdAt: '2026-01-01T00:00:00.000Z', finishedAt: null }
  const running = {
    id,
    etag: 'a-b',
    undone: 0,
    undo: null,
    state: 'running',
    actor: 'anna',
    filter: {},
    again: false,
    total: 3,
    done: 1,
    ...times,
  }
  const taken = [{ destination: 'sales', state: 'exhausted', count: 3, destinationState: 'open' }]
  const outcome = { delivered: 0, inLine: 2, failed: 0, cancelled: 0, replayedAgain: 0 }
  const answers = [
    { dryRun: true, asOf: times.createdAt, total: 3, taken, leftOut: [] },
    running,
    { ...running, state: 'stopped', done: 2, finishedAt: '2026-01-01T00:00:01.000Z', outcome },
  ]
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answers.shift()))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const { code, out } = await run(['replay', '--all', '--yes'], { LEADYARD_URL: `http://127.0.0.1:${port}` })
  server.close()
  const said = 'Stopped. 2 of 3 deliveries are in line and stay there; the others stay as they were.\n'
  expect([code, out]).toEqual([1, said])
})
