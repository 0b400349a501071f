import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { act } from './bulk.ts'
import { type Rig, startRig } from './rig.ts'
import { seed } from './seed.ts'

const names = Array.from({ length: 5 }, (_, n) => `d${n}`)
let rig: Rig
let at = 0
let a: string
beforeAll(async () => {
  rig = await startRig({ destinations: Object.fromEntries([...names, 'gone'].map((name) => [name, {}])) })
})
beforeEach(async () => {
  a = names[at++] ?? ''
  await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
})
afterAll(() => rig.close())

const cancel = (body: { dryRun?: boolean; state?: string[]; lead?: string | undefined }) => {
  const filter = { destination: [a], ...body }
  return body.dryRun ? rig.ask('POST', '/api/cancellations', filter) : act(rig, '/api/cancellations', filter)
}
const of = (...states: string[]) =>
  seed(
    rig.ledger.db,
    states.map((state) => ({ destination: a, state })),
  )
const states = async () =>
  (await rig.get(`/api/deliveries?destination=${a}&limit=500`)).body.items.map(({ state }: { state: string }) => state)
const counted = (groups: { state: string; count: number }[]) => groups.map(({ state, count }) => [state, count])

it('a dry run tells the number and the deliveries that are left out, and cancels nothing', async () => {
  await of('queued', 'waiting', 'held', 'held', 'rejected', 'exhausted', 'uncertain', 'delivered', 'cancelled')
  const { status, body } = await cancel({ dryRun: true })
  expect([status, body.total, body.cancelled]).toEqual([200, 6, 0])
  expect(counted(body.taken)).toEqual([
    ['exhausted', 1],
    ['held', 2],
    ['queued', 1],
    ['rejected', 1],
    ['waiting', 1],
  ])
  expect(body.leftOut.map(({ code, why }: { code: string; why: string }) => [code, why])).toEqual([
    ['cancelled', 'it is cancelled already'],
    ['delivered', 'it arrived, and cannot be taken back'],
    ['uncertain', 'it may have arrived; name the state uncertain to cancel it'],
  ])
  expect((await states()).filter((state: string) => state === 'cancelled')).toHaveLength(1)
})

it('cancels the matching deliveries in parts, and records the operator', async () => {
  await of(...Array<string>(1_200).fill('held'), 'uncertain')
  const { body } = await cancel({})
  expect(body).toMatchObject({ total: 1_200, cancelled: 1_200 })
  const { body: left } = await rig.get(`/api/backlog?destination=${a}`)
  expect(counted(left.items)).toEqual([['uncertain', 1]])
  const { body: acts } = await rig.get('/api/audit?subject=queued,waiting,held,rejected,exhausted')
  const mine = acts.items.filter((one: { detail: { filter: { destination: string[] } } }) =>
    one.detail.filter.destination?.includes(a),
  )
  expect(mine.map(({ actor, detail }: { actor: string; detail: object }) => [actor, detail])).toEqual([
    ['anna', { filter: { destination: [a], state: expect.any(Array) }, cancelled: 200 }],
    ['anna', { filter: { destination: [a], state: expect.any(Array) }, cancelled: 1_000 }],
  ])
})

it('takes uncertain deliveries only when the filter names them, and never delivered ones', async () => {
  const [, held] = await of('uncertain', 'held', 'delivered')
  expect((await cancel({ state: ['uncertain', 'delivered'] })).body).toMatchObject({ total: 1, cancelled: 1 })
  expect((await states()).sort()).toEqual(['cancelled', 'delivered', 'held'])
  expect((await cancel({ lead: held?.lead })).body.cancelled).toBe(1)
})

it('refuses an empty filter', async () => {
  await of('held')
  expect(await rig.ask('POST', '/api/cancellations', {})).toMatchObject({ status: 400 })
  expect(await states()).toEqual(['held'])
})

it('keeps an address out of the audit, and takes deliveries of removed destinations', async () => {
  await seed(rig.ledger.db, [{ destination: 'gone', state: 'held', email: 'ann@contoso.com' }])
  await rig.hub.reload(rig.configure({ destinations: Object.fromEntries(names.map((name) => [name, {}])) }))
  const { body } = await act(rig, '/api/cancellations', { email: 'Ann@contoso.com' })
  expect(body.cancelled).toBe(1)
  const { body: acts } = await rig.get('/api/audit')
  expect(acts.items[0]).toMatchObject({ action: 'cancel-many', detail: { filter: { email: '[hidden]' } } })
  expect(JSON.stringify(acts)).not.toContain('contoso.com')
})
