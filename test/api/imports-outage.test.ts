import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { whileAway } from './away.ts'
import { type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {} } })
})
afterAll(() => rig.close())

it('a batch gets 503 while the ledger cannot be reached, and is taken afterwards', async () => {
  const send = () => rig.ask('POST', '/api/imports/web/batches', { lines: ['{"userDetails":{"email":"a@away.com"}}'] })
  const { status, headers, body } = await whileAway(rig, send)
  expect([status, headers.get('retry-after'), body.detail]).toEqual([
    503,
    '30',
    expect.stringContaining('Send it again'),
  ])
  const again = await eventually(async () => {
    const answer = await send()
    expect(answer.status).toBe(200)
    return answer
  })
  expect(again.body).toMatchObject({ received: 1, repeats: 0 })
})
