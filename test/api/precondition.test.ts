import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { endpoints } from '../../src/api/endpoints.ts'
import { kindOf } from '../../src/api/precondition.ts'
import { eventually } from '../setup/eventually.ts'
import { act as actOnMany } from './bulk.ts'
import { type Answer, type Rig, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { a: {}, b: {} } })
})
afterAll(() => rig.close())

const own = { authorization: `Bearer ${tokens.operator}` }
const etag = (answer: Answer) => answer.headers.get('etag') ?? ''
const act = (method: string, path: string, ifMatch: string, body?: object) =>
  rig.ask(method, path, body, { ...own, 'if-match': ifMatch })

const state = async (id: string) => (await rig.get(`/api/destinations/${id}`)).body.state

describe('of a destination', () => {
  const [path, hold] = ['/api/destinations/a', '/api/destinations/a/hold']
  beforeEach(() => rig.ask('DELETE', hold))

  it('an act on what the operator saw is done', async () => {
    const seen = etag(await rig.get(path))
    const { status, body, headers } = await act('PUT', hold, seen, { reason: 'moving' })
    expect([status, body.state]).toEqual([200, 'held'])
    expect(headers.get('etag')).not.toBe(seen)
    expect((await act('DELETE', hold, headers.get('etag') ?? '')).body.state).toBe('open')
  })

  it('of two operators the second is told who did what, and nothing is done', async () => {
    await rig.ask('PUT', hold, { reason: 'moving' })
    const seen = etag(await rig.get(path))
    expect((await act('DELETE', hold, seen)).status).toBe(200)
    const { status, body } = await act('PUT', '/api/destinations/a/pause', seen)
    expect([status, body.state, await state('a')]).toEqual([412, 'open', 'open'])
    expect(body.detail).toMatch(
      /anna released it at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\. It is open now\. Nothing was done/,
    )
    expect(body.acts).toEqual([{ actor: 'anna', action: 'release', subject: 'a', at: expect.any(String) }])
  })

  it('the acts before the operator looked are not told, nor those that change nothing', async () => {
    const seen = etag(await rig.get(path))
    await rig.ask('POST', '/api/destinations/a/checks')
    await rig.ask('PUT', hold, { reason: 'one' })
    await rig.ask('DELETE', hold)
    const { body } = await act('DELETE', hold, seen)
    expect(body.acts.map(({ action }: { action: string }) => action)).toEqual(['release', 'hold'])
  })

  it('a change by the hub is told as such', async () => {
    const seen = etag(await rig.get('/api/destinations/b'))
    rig.crm.script.set('/b', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    await rig.send('ann@contoso.com')
    await eventually(async () => expect(await state('b')).toBe('held'))
    const { status, body } = await act('PUT', '/api/destinations/b/pause', seen)
    expect([status, body.acts]).toEqual([412, []])
    expect(body.detail).toContain('the hub itself changed it')
    rig.crm.script.delete('/b')
    await rig.ask('DELETE', '/api/destinations/b/hold')
  })

  it('new leads do not change what an act depends on, but they change the answer', async () => {
    const before = await rig.get(path)
    const lead = await rig.send('count@contoso.com')
    await rig.until(lead, 'a', 'delivered')
    const after = await rig.get(path)
    expect(etag(after)).not.toBe(etag(before))
    expect(after.body.etag).toBe(before.body.etag)
    expect((await act('PUT', hold, etag(before), { reason: 'x' })).status).toBe(200)
  })

  it.each([
    ['the value of the list', (one: string) => `"${one}"`],
    ['a weak one, as a proxy makes it', (one: string) => `W/"${one}.abc-gzip"`],
    ['one of several', (one: string) => `"other", "${one}"`],
    ['any', () => '*'],
  ])('%s counts', async (_, form) => {
    const { body } = await rig.get('/api/destinations')
    const { etag: stamp } = body.items.find(({ id }: { id: string }) => id === 'a')
    expect((await act('PUT', hold, form(stamp), { reason: 'x' })).status).toBe(200)
  })

  it.each(['', '"x"', '"zzzzzzzzzzzzzzzzzzzz-1"', '"-"'])('%o is no ETag of it', async (asked) => {
    expect((await act('PUT', hold, asked || '""', { reason: 'x' })).status).toBe(412)
    expect(await state('a')).toBe('open')
  })

  it('of ten at the same moment exactly one is done', async () => {
    const seen = etag(await rig.get(path))
    const asking: Promise<Answer>[] = []
    // While the row is locked, all of them wait to compare it.
    await rig.ledger.db.transaction().execute(async (tx) => {
      await sql`select 1 from destinations where id = 'a' for update`.execute(tx)
      asking.push(...Array.from({ length: 10 }, () => act('PUT', hold, seen, { reason: 'race' })))
      await eventually(async () => {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_locks where not granted`.execute(tx)
        expect(rows[0]?.n).toBeGreaterThan(2)
      })
    })
    const answers = await Promise.all(asking)
    const done = answers.filter(({ status }) => status === 200)
    expect([done.length, answers.length - done.length]).toEqual([1, 9])
    const { body } = await rig.get('/api/audit?subject=a&limit=500')
    const held = body.items.filter(
      (one: { action: string; detail: { reason: string } }) => one.detail.reason === 'race',
    )
    expect(held).toHaveLength(1)
  })
})

describe('of a delivery', () => {
  it('of two operators one sends it again, and the other is told so', async () => {
    const [one] = await seed(rig.ledger.db, [{ destination: 'a', state: 'rejected' }])
    const path = `/api/deliveries/${one?.delivery}`
    const seen = etag(await rig.get(path))
    const answers = await Promise.all([
      act('POST', `${path}/replays`, seen),
      act('POST', `${path}/cancellations`, seen),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([expect.any(Number), 412])
    const late = answers.find(({ status }) => status === 412)?.body
    expect(late.detail).toMatch(/anna (sent it again|cancelled it) at /)
  })

  it('a hold of its destination counts, and is told', async () => {
    const [one] = await seed(rig.ledger.db, [{ destination: 'a', state: 'waiting' }])
    const path = `/api/deliveries/${one?.delivery}`
    const seen = etag(await rig.get(path))
    await rig.ask('PUT', '/api/destinations/a/hold', { reason: 'x' })
    const { status, body } = await act('POST', `${path}/cancellations`, seen)
    expect([status, body.state]).toEqual([412, 'held'])
    expect(body.detail).toContain('anna held a at ')
    await rig.ask('DELETE', '/api/destinations/a/hold')
  })
})

it('of a replay that was stopped meanwhile, a second stop is refused', async () => {
  const { body } = await actOnMany(rig, '/api/replays', { state: ['rejected'], destination: ['nowhere'] })
  const path = `/api/replays/${body.id}`
  await eventually(async () => expect((await rig.get(path)).body.state).toBe('done'))
  const { status, body: told } = await act('POST', `${path}/stops`, `"${body.etag}"`)
  expect([status, told.state]).toEqual([412, 'done'])
})

const acts = endpoints.filter(kindOf).map(({ method, path }) => [method.toUpperCase(), path] as const)

it.each(acts)('%s %s refuses an ETag that is old', async (method, path) => {
  const [one] = await seed(rig.ledger.db, [{ destination: 'a', state: 'exhausted' }])
  const { body: replay } = await actOnMany(rig, '/api/replays', { destination: ['nowhere'], state: ['held'] })
  const ids: Record<string, string> = { destinations: 'a', deliveries: one?.delivery ?? '', replays: replay.id }
  const at = `/api${path.replace('{id}', ids[path.split('/')[1] ?? ''] ?? '')}`
  const bodies: Record<string, object> = {
    'PUT /destinations/{id}/hold': { reason: 'x' },
    'POST /deliveries/{id}/settlements': { outcome: 'arrived', reason: 'x' },
  }
  const answer = await act(method, at, '"old"', bodies[`${method} ${path}`])
  expect(answer.status).toBe(412)
})

it.each(['', 'mpvyqz28-T3V2b0xR', '"open', "'single'", '"a" "b"', '*, "a"', 'W/abc', 'x', ',,,'])(
  'If-Match that is no list of ETags is refused, and nothing is done: %s',
  async (header) => {
    const { status, body } = await act('PUT', '/api/destinations/a/pause', header)
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/in quotes.*, a list of them, or \*/)])
    expect((await rig.get('/api/destinations/a')).body.state).not.toBe('paused')
  },
)

it('an act on what has no ETag refuses If-Match, instead of acting without it', async () => {
  const { status, body } = await act('POST', '/api/cancellations', '"x"', { destination: ['a'] })
  expect([status, body.detail]).toEqual([400, expect.stringContaining('no If-Match')])
})

describe('If-None-Match', () => {
  const again = (path: string, ifNoneMatch: string) =>
    rig.ask('GET', path, undefined, { ...own, 'if-none-match': ifNoneMatch })

  it.each(['/api/destinations', '/api/destinations/a', '/api/config', '/api/replays', '/api/leads?limit=1'])(
    '%s answers 304 until something changes',
    async (path) => {
      const first = await rig.get(path)
      const second = await again(path, etag(first))
      expect([second.status, etag(second), second.headers.get('cache-control')]).toEqual([304, etag(first), 'no-store'])
      expect((await again(path, '"other"')).status).toBe(200)
    },
  )

  it('gets the new answer after a change', async () => {
    const seen = etag(await rig.get('/api/destinations/a'))
    await rig.ask('PUT', '/api/destinations/a/pause')
    expect((await again('/api/destinations/a', seen)).body.state).toBe('paused')
    await rig.ask('DELETE', '/api/destinations/a/pause')
  })
})
