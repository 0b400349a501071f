import { afterAll, beforeAll, expect, it } from 'vitest'
import { destination, type Rig, startRig } from '../delivery/rig.ts'
import { eventually } from '../setup/eventually.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig('postgres', (url) => ({ a: destination(`${url}/a`), bad: destination(`${url}/bad`) }))
  rig.receiver.script.set('/bad', () => ({ status: 401, body: 'WRONG_KEY' }))
  const lead = await rig.send('metrics@contoso.com')
  await eventually(async () => {
    expect((await rig.delivery(lead, 'a'))?.state).toBe('delivered')
    expect((await rig.delivery(lead, 'bad'))?.state).toBe('held')
  })
})
afterAll(() => rig.close())

const get = (path: string) => fetch(rig.hub.url + path)

it('answers /health/live', async () => {
  const reply = await get('/health/live')
  expect([reply.status, await reply.json()]).toEqual([200, { status: 'live' }])
})

it('answers /health/ready with the configuration in force', async () => {
  const reply = await get('/health/ready')
  expect(reply.status).toBe(200)
  expect(await reply.json()).toEqual({
    status: 'ready',
    ledger: 'ready',
    queue: 'ready',
    config: { version: rig.hub.config().version, problems: 0 },
  })
})

it('shows states and attempts as metrics, without lead data', async () => {
  const text = await (await get('/metrics')).text()
  expect(text).toContain('leadyard_ingest_total{source="marketplace",answer="received"} 1')
  expect(text).toContain('leadyard_deliveries{destination="bad",state="held"} 1')
  expect(text).toContain('leadyard_destination_state{destination="bad",state="held"} 1')
  expect(text).toMatch(/leadyard_attempt_seconds_count\{destination="a",result="created"\} 1/)
  expect(text).toMatch(/leadyard_oldest_undelivered_seconds \d/)
  expect(text).not.toMatch(/contoso/)
})

it('answers an unknown path with problem+json', async () => {
  const reply = await get('/nothing')
  expect(reply.status).toBe(404)
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(await reply.json()).toMatchObject({ status: 404, title: 'Not Found' })
})
