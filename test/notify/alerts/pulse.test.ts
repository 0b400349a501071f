import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alertsSchema } from '../../../src/config/alerts.ts'
import { openPulse } from '../../../src/notify/alerts/pulse.ts'
import { eventually } from '../../setup/eventually.ts'
import { type Rig, startRig } from '../rig.ts'

let asked: string[]
let status: number
let close: () => void
let url: string
beforeEach(async () => {
  ;[asked, status] = [[], 200]
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/secret-part`
  close = () => server.close()
})
afterEach(() => close())

test('the address of the heartbeat is called once a minute, and a refusal is logged without it', async () => {
  const lines: string[] = []
  const keep = (fields: object, message: string) => void lines.push(JSON.stringify([fields, message]))
  const log = { debug: keep, info: keep, warn: keep, error: keep }
  const settings = alertsSchema.parse({ heartbeat: url, allowNetworks: ['127.0.0.0/8'] })
  status = 404
  const beat = openPulse(() => settings, log)
  await beat()
  await beat()
  expect(asked).toEqual(['GET /ping/secret-part'])
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('secret-part')
})

test('a hub calls it after a look', async () => {
  const rig: Rig = await startRig({
    alerts: { heartbeat: '${env:BEAT}', allowNetworks: ['127.0.0.0/8'] },
    env: { BEAT: url },
  })
  try {
    await eventually(() => expect(asked).toEqual(['GET /ping/secret-part']))
  } finally {
    await rig.close()
  }
})
