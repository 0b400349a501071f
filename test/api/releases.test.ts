import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import { type Rig, startRig } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
beforeAll(async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  rig = await startRig({ destinations: Object.fromEntries(names.map((name) => [name, {}])) })
})
afterAll(() => rig.close())

const hold = (id: string) => rig.ask('PUT', `/api/destinations/${id}/hold`, { reason: 'x' })
const stateOf = async (id: string) => (await rig.get(`/api/destinations/${id}`)).body.state
const held = (...destinations: string[]) =>
  seed(
    rig.ledger.db,
    destinations.map((destination) => ({ destination, state: 'held' })),
  )

it('tells by destination how many leads would go, and what is left out; then opens them, and the leads go', async () => {
  await Promise.all(['a', 'b'].map(hold))
  await rig.ask('PUT', '/api/destinations/c/pause')
  const made = await held('a', 'a', 'b')
  await seed(rig.ledger.db, [{ destination: 'c', state: 'queued' }])
  const asked = { destination: ['a', 'b', 'c'] }
  const { body } = await rig.ask('POST', '/api/releases', { ...asked, dryRun: true })
  expect(body).toMatchObject({ total: 3, destinations: ['a', 'b'], released: [] })
  expect(body.taken.map((one: { destination: string; count: number }) => [one.destination, one.count])).toEqual([
    ['a', 2],
    ['b', 1],
  ])
  expect(body.leftOut).toEqual([expect.objectContaining({ destination: 'c', why: expect.stringContaining('resume') })])
  expect((await rig.ask('POST', '/api/releases', asked)).status).toBe(400)
  expect((await act(rig, '/api/releases', asked)).body).toMatchObject({ released: ['a', 'b'] })
  for (const { delivery } of made) {
    await eventually(async () => expect((await rig.get(`/api/deliveries/${delivery}`)).body.state).toBe('delivered'))
  }
  expect(await stateOf('c')).toBe('paused')
  const { body: acts } = await rig.get('/api/audit?subject=a')
  expect(acts.items[0]).toMatchObject({ actor: 'anna', action: 'release' })
})

it('is refused when the leads that were shown are others today, and opens nothing', async () => {
  await hold('d')
  const [one] = await held('d', 'd')
  const { body: shown } = await rig.ask('POST', '/api/releases', { destination: ['d'], dryRun: true })
  await rig.ask('POST', `/api/deliveries/${one?.delivery}/cancellations`)
  const figures = { expected: shown.total, asOf: shown.asOf }
  const { status, body } = await rig.ask('POST', '/api/releases', { destination: ['d'], ...figures })
  expect([status, body.figures]).toMatchObject([409, { total: 1, destinations: ['d'] }])
  const query = `expected=${figures.expected}&asOf=${encodeURIComponent(figures.asOf)}`
  expect((await rig.ask('DELETE', `/api/destinations/d/hold?${query}`)).status).toBe(409)
  expect(await stateOf('d')).toBe('held')
  const today = `expected=1&asOf=${encodeURIComponent(body.figures.asOf)}`
  expect((await rig.ask('DELETE', `/api/destinations/d/hold?${today}`)).body.state).toBe('open')
})

it('tells that leads which came after the preview go, too, and does not count them', async () => {
  await hold('f')
  await held('f')
  const asked = { destination: ['f'] }
  const { body: shown } = await rig.ask('POST', '/api/releases', { ...asked, dryRun: true })
  const [later] = await held('f')
  const { body } = await rig.ask('POST', '/api/releases', { ...asked, expected: shown.total, asOf: shown.asOf })
  expect(body).toMatchObject({ total: 1, leftOut: [{ count: 1, why: expect.stringContaining('goes, too') }] })
  await eventually(async () =>
    expect((await rig.get(`/api/deliveries/${later?.delivery}`)).body.state).toBe('delivered'),
  )
})

it('does not open a destination that was closed after the preview', async () => {
  await hold('e')
  const asked = { destination: ['e', 'f'] }
  const { body: shown } = await rig.ask('POST', '/api/releases', { ...asked, dryRun: true })
  await hold('f')
  const { body } = await rig.ask('POST', '/api/releases', { ...asked, expected: shown.total, asOf: shown.asOf })
  expect(body.released).toEqual(['e'])
  expect(await stateOf('f')).toBe('held')
})
