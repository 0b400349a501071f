import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import { type Heard, listen } from './event-stream.ts'
import { type Rig, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {}, other: {} } })
})
afterAll(() => rig.close())

const open: Heard[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.leave()
})

async function changes(more: Record<string, string> = {}): Promise<Heard> {
  const heard = await listen(`${rig.hub.url}/api/changes`, { authorization: `Bearer ${tokens.viewer}`, ...more })
  open.push(heard)
  await eventually(() => expect(heard.lastId()).toBeDefined())
  return heard
}

it('begins at once, and no proxy holds it back', async () => {
  const { status, headers, text } = await changes()
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': expect.stringContaining('no-store'),
    'x-accel-buffering': 'no',
  })
  expect(headers['content-encoding']).toBeUndefined()
  expect(text()).toMatch(/^retry: 2000\n\nid: \S+\nevent: change\ndata: \[\]\n\n/)
})

it('tells that a lead came in and was delivered, and nothing of the lead', async () => {
  const heard = await changes()
  await rig.send('secret.person@contoso.com')
  const names = await heard.until('leads', 'deliveries', 'destination:sales', 'destination:other')
  expect(new Set(names)).toEqual(new Set(['leads', 'deliveries', 'destination:sales', 'destination:other']))
  expect(heard.text()).not.toMatch(/secret|person|contoso/)
})

it('tells what operators do, and what follows', async () => {
  const heard = await changes()
  await rig.ask('PUT', '/api/destinations/sales/pause')
  const names = await heard.until('destination:sales', 'deliveries', 'audit')
  expect(names).not.toContain('destination:other')
  await rig.ask('DELETE', '/api/destinations/sales/pause')
  await heard.until('destination:sales', 'audit')
  await seed(rig.ledger.db, [{ destination: 'sales', state: 'rejected', code: 'X' }])
  const { body } = await act(rig, '/api/replays', { code: 'X' })
  await heard.until('replays', 'audit', 'deliveries')
  expect(body.total).toBe(1)
})

it.each([
  ['a lead without a route', () => rig.send('un@fabrikam.com', 'fabrikam.other'), ['leads']],
  ['an erasure', () => rig.ask('POST', '/api/erasures', { email: 'un@fabrikam.com' }), ['leads', 'erasures', 'audit']],
] as const)('tells of %s', async (_, act, names) => {
  const heard = await changes()
  await act()
  await heard.until(...names)
})

it('tells that the configuration changed', async () => {
  const heard = await changes()
  rig.hub.complain(['routes.a.to: no such destination'])
  expect(await heard.until('config')).toEqual(['config'])
  rig.hub.complain([])
})

it('says nothing while nothing changes', async () => {
  const heard = await changes()
  await rig.ask('PUT', '/api/destinations/other/pause')
  await heard.until('audit')
  await rig.ask('DELETE', '/api/destinations/other/pause')
  await heard.until('audit')
  expect(heard.names()).toEqual([])
})

it('a listener who comes back is told exactly what changed meanwhile', async () => {
  const first = await changes()
  const id = first.lastId() ?? ''
  first.leave()
  await rig.ask('PUT', '/api/destinations/other/pause')
  const second = await changes({ 'last-event-id': id })
  const names = await second.until('destination:other', 'audit')
  expect(names).not.toContain('destination:sales')
  expect(second.lastId()).not.toBe(id)
  second.leave()
  const third = await changes({ 'last-event-id': second.lastId() ?? '' })
  expect(third.names()).toEqual([])
  await rig.ask('DELETE', '/api/destinations/other/pause')
})

it('a listener who comes from another hub is told to read everything', async () => {
  const heard = await changes({ 'last-event-id': 'of another hub' })
  expect(heard.names()).toEqual(['everything'])
})

it('needs access', async () => {
  const heard = await listen(`${rig.hub.url}/api/changes`)
  expect([heard.status, heard.headers['content-type']]).toEqual([401, 'application/problem+json; charset=utf-8'])
})

it('answers HEAD, and a parameter is refused', async () => {
  const headers = { authorization: `Bearer ${tokens.viewer}` }
  const head = await fetch(`${rig.hub.url}/api/changes`, { method: 'HEAD', headers })
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  expect((await rig.get('/api/changes?since=1')).status).toBe(400)
})

it('ends when the hub stops, so that the listener looks for another', async () => {
  const own = await startRig({ destinations: { a: {} } })
  const heard = await listen(`${own.hub.url}/api/changes`, { authorization: `Bearer ${tokens.viewer}` })
  const closed = own.hub.close()
  await eventually(() => expect(heard.ended()).toBe(true))
  await closed
  await own.close()
})
