/** Uncertain deliveries that a filter means are settled by one word of a person. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { act } from './bulk.ts'
import { type Rig, startRig, tokens } from './rig.ts'
import { type Seeded, seed } from './seed.ts'

const names = Array.from({ length: 6 }, (_, n) => `d${n}`)
let rig: Rig
let at = 0
let a: string
beforeAll(async () => {
  rig = await startRig({ destinations: Object.fromEntries(names.map((name) => [name, {}])) })
})
beforeEach(() => {
  a = names[at++] ?? ''
})
afterAll(() => rig.close())

const reason = 'Anna Meier looked there'
const of = (...states: string[]) =>
  seed(
    rig.ledger.db,
    states.map((state) => ({
      destination: a,
      state,
      ...(state === 'uncertain' ? { class: state, code: 'LOST' } : {}),
    })),
  )
const stateOf = async ({ delivery }: Seeded) => (await rig.get(`/api/deliveries/${delivery}`)).body.state

it('a dry run tells the number of uncertain deliveries, needs no word, and settles nothing', async () => {
  const made = await of('uncertain', 'uncertain', 'rejected')
  const { status, body } = await rig.ask('POST', '/api/settlements', { destination: [a], dryRun: true })
  expect([status, body.total, body.settled, body.leftOut]).toEqual([200, 2, 0, []])
  expect(await Promise.all(made.map(stateOf))).toEqual(['uncertain', 'uncertain', 'rejected'])
})

it('tells of chosen deliveries which are left out, and why', async () => {
  const made = await of('uncertain', 'delivered', 'rejected')
  const ids = made.map(({ delivery }) => delivery)
  const { body } = await rig.ask('POST', '/api/settlements', { ids, dryRun: true })
  expect(body).toMatchObject({ total: 1, taken: [{ destination: a, state: 'uncertain', count: 1 }] })
  expect(body.leftOut.map(({ state, why }: { state: string; why: string }) => [state, why])).toEqual([
    ['delivered', 'it arrived; its receipt is the proof'],
    ['rejected', 'it is not uncertain'],
  ])
})

it('what arrived is delivered by that word, in parts; the audit has the figures and not the reason', async () => {
  await of(...Array<string>(1_200).fill('uncertain'))
  const { body } = await act(rig, '/api/settlements', { destination: [a], outcome: 'arrived', reason })
  expect(body).toMatchObject({ total: 1_200, settled: 1_200 })
  const { body: list } = await rig.get(`/api/deliveries?destination=${a}&limit=1`)
  const { body: one } = await rig.get(`/api/deliveries/${list.items[0].id}`)
  expect(one).toMatchObject({
    state: 'delivered',
    failure: null,
    receipt: { outcome: 'already-there', settledBy: 'anna' },
  })
  expect(one.settlement).toMatchObject({ by: 'anna', how: 'word', reason })
  const { body: acts } = await rig.get('/api/audit?action=settle-many')
  expect(acts.items.map(({ kind, detail }: { kind: string; detail: object }) => [kind, detail])).toEqual(
    [200, 1_000].map((settled) => [
      'many',
      { filter: { destination: [a], state: ['uncertain'] }, outcome: 'arrived', settled },
    ]),
  )
  expect(JSON.stringify(acts)).not.toContain('Meier')
  expect(rig.log.join('')).not.toContain('Meier')
})

it('what is absent is exhausted, and a replay sends it', async () => {
  const [one] = await of('uncertain')
  expect((await act(rig, '/api/settlements', { destination: [a], outcome: 'absent', reason })).body.settled).toBe(1)
  const { body } = await rig.get(`/api/deliveries/${one!.delivery}`)
  expect(body).toMatchObject({ state: 'exhausted', mayBeThere: false, failure: { code: 'LOST' } })
  expect((await act(rig, '/api/replays', { destination: [a], state: ['exhausted'] })).status).toBe(202)
  await rig.until(one!.lead, a, 'delivered')
})

it('leaves what changed since the preview alone, and is refused when the figures differ', async () => {
  const [first, second] = await of('uncertain', 'uncertain')
  const word = { outcome: 'absent', reason, destination: [a] }
  const { body: shown } = await rig.ask('POST', '/api/settlements', { ...word, dryRun: true })
  const late = await of('uncertain')
  await sql`update deliveries set changed_at = now() where id = ${late[0]!.delivery}::uuid`.execute(rig.ledger.db)
  const done = await rig.ask('POST', '/api/settlements', { ...word, expected: shown.total, asOf: shown.asOf })
  expect(done.body.settled).toBe(2)
  expect(await Promise.all([first!, second!, late[0]!].map(stateOf))).toEqual(['exhausted', 'exhausted', 'uncertain'])
  const refused = await rig.ask('POST', '/api/settlements', { ...word, expected: 2, asOf: shown.asOf })
  expect([refused.status, refused.body.figures.total]).toEqual([409, 1])
  expect(await stateOf(late[0]!)).toBe('uncertain')
})

it('refuses everything at once, a word that is missing, and a viewer', async () => {
  const [one] = await of('uncertain')
  const whole = { outcome: 'absent', reason, dryRun: true }
  expect((await rig.ask('POST', '/api/settlements', whole)).status).toBe(400)
  for (const word of [{ outcome: 'absent' }, { reason }, {}]) {
    const body = { destination: [a], ...word, expected: 1, asOf: new Date().toISOString() }
    expect((await rig.ask('POST', '/api/settlements', body)).body.detail).toContain('outcome: arrived or absent')
  }
  const viewer = { authorization: `Bearer ${tokens.viewer}` }
  expect((await rig.ask('POST', '/api/settlements', { ...whole, destination: [a] }, viewer)).status).toBe(403)
  expect(await stateOf(one!)).toBe('uncertain')
})
