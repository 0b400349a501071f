import { expect, it } from 'vitest'
import { arrives, recovering, type Situation, toDo } from '../../src/api/to-do.ts'

const now = new Date('2026-11-29T12:00:00Z')
const oldest = new Date('2026-11-29T08:00:00Z')

function situation(more: Partial<Situation> = {}): Situation {
  const none = {
    piles: [],
    destinations: [],
    attempts: new Map(),
    stranded: [],
    failing: [],
    quiet: [],
    expiries: [],
    channels: [],
    tests: new Map(),
  }
  return { ...none, hasWorker: true, complaints: 0, problem: () => undefined, now, ...more }
}

const pile = (
  destination: string,
  state: 'held' | 'rejected' | 'waiting' | 'exhausted' | 'uncertain',
  count: number,
) => ({
  ...{
    destination,
    state,
    class: '' as const,
    problem: '',
    code: '',
    count,
    capped: count > 10_000,
    oldest,
    newest: now,
  },
})

const standing = (id: string, state: 'open' | 'held' | 'resting' | 'paused', more: object = {}) => ({
  ...{ id, state, since: oldest, configured: true, held_by: '', problem: '', code: '', probe_at: now, ...more },
})

function silent(subject: string, of: string): Situation['quiet'][number] {
  const detail = { causes: [], of, since: oldest.toISOString(), expected: 10.6 }
  return { key: `silent:${of}:${subject}`, kind: 'silent', severity: 'warning', subject, detail }
}

it('a silence leads to what explains it', () => {
  const door = { key: 'front-door:web', kind: 'front-door' as const, severity: 'critical' as const, subject: 'web' }
  const quiet = [
    { ...door, detail: { causes: [], failedAt: now.toISOString() } },
    silent('web', 'source'),
    silent('web/contoso.app/two', 'offer'),
    silent('crm', 'destination'),
  ]
  const since = oldest.toISOString()
  expect(toDo(situation({ quiet }))).toEqual([
    { kind: 'front-door', link: '/api/silence', filter: {}, source: 'web', since: now.toISOString() },
    ...[
      { link: '/api/sources/web/silence', source: 'web' },
      { link: '/api/sources/web/silence', source: 'web', offer: 'contoso.app/two' },
      { link: '/api/silence', destination: 'crm' },
    ].map((about) => ({ kind: 'silence', filter: {}, ...about, since, usually: 11 })),
  ])
})

it('a channel that is held needs a person, and holds no lead back', () => {
  const row = (id: string, state: 'open' | 'held') => ({
    ...{ id, state, since: now, failing_since: oldest, code: '535', problem: undefined },
  })
  const first = toDo(situation({ channels: [row('slow', 'open'), row('ops-mail', 'held')] }))
  const since = oldest.toISOString()
  expect(first).toEqual([
    { kind: 'channel', link: '/api/channels', filter: {}, channel: 'ops-mail', since, code: '535' },
  ])
  expect(arrives(first)).toBe(true)
})

it('nothing is to be done where everything arrives', () => {
  expect(toDo(situation())).toEqual([])
  expect(recovering(situation({ destinations: [standing('a', 'open')] }))).toEqual([])
})

it('the most pressing comes first, and of held destinations the one with the most leads', () => {
  const kinds = toDo(
    situation({
      hasWorker: false,
      complaints: 2,
      destinations: [standing('a', 'held'), standing('b', 'held'), standing('c', 'paused')],
      piles: [pile('a', 'held', 3), pile('b', 'held', 9), pile('c', 'rejected', 1), pile('c', 'exhausted', 1)],
      stranded: [{ state: 'unrouted', count: 10_001, oldest }],
      quiet: [silent('web', 'source')],
      failing: [{ source: 'table', failed_at: now }],
      expiries: [{ destination: 'a', setting: 'key', at: new Date('2026-12-10T00:00:00Z') }],
    }),
  ).map(({ kind, destination, count, capped }) => [kind, destination, count, capped].filter(Boolean).join(' '))
  expect(kinds).toEqual([
    ...['no-worker', 'configuration 2', 'held b 9', 'held a 3', 'rejected c 1'],
    ...['unrouted 10001 true', 'paused c', 'silence', 'source', 'expiry a', 'exhausted c 1'],
  ])
})

it('leads that wait for approval are to do, with the list of them', () => {
  const first = toDo(situation({ stranded: [{ state: 'awaiting-approval', count: 2, oldest }] }))
  expect(first).toMatchObject([
    { kind: 'awaiting-approval', link: '/api/leads?awaitingApproval=true', count: 2, since: oldest.toISOString() },
  ])
  expect(arrives(first)).toBe(false)
})

it('everything arrives while nothing is in line for a paused destination', () => {
  const paused = { destinations: [standing('a', 'paused')] }
  expect(arrives(toDo(situation(paused)))).toBe(true)
  const inLine = { ...pile('a', 'waiting', 1), state: 'queued' as const }
  expect(arrives(toDo(situation({ ...paused, piles: [inLine] })))).toBe(false)
})

it('test leads among what waits are told apart', () => {
  const [one, two] = [pile('a', 'held', 3), pile('b', 'rejected', 2)]
  const tests = new Map([[one, 1]])
  const [held, rejected] = toDo(situation({ destinations: [standing('a', 'held')], piles: [one, two], tests }))
  expect(held).toMatchObject({ kind: 'held', count: 3, tests: 1 })
  expect(rejected).not.toHaveProperty('tests')
})

it('a secret that ends later than in thirty days is no matter yet', () => {
  const expiries = [{ destination: 'a', setting: 'key', at: new Date('2026-12-30T00:00:00Z') }]
  expect(toDo(situation({ expiries }))).toEqual([])
})

it('a destination that rests recovers by itself, and one that an operator holds does not', () => {
  const destinations = [standing('a', 'resting'), standing('b', 'held', { held_by: 'anna', probe_at: null })]
  const given = situation({ destinations, piles: [pile('a', 'waiting', 4), pile('b', 'held', 2)] })
  expect(recovering(given)).toMatchObject([
    { kind: 'resting', destination: 'a', count: 4, next: { what: 'probe', at: now.toISOString() } },
  ])
  expect(toDo(given)).toMatchObject([{ kind: 'held', heldBy: 'anna', next: { what: 'person', at: null } }])
})

it('what is not counted to the end is told as more, also together with what is', () => {
  const destinations = [standing('crm', 'held')]
  const piles = [pile('crm', 'held', 10_001), { ...pile('crm', 'held', 43), code: 'KEY' }, pile('shop', 'rejected', 7)]
  const [held, rejected] = toDo(situation({ destinations, piles }))
  expect(held).toMatchObject({ kind: 'held', count: 10_044, capped: true })
  expect(rejected).toMatchObject({ kind: 'rejected', count: 7 })
  expect(rejected).not.toHaveProperty('capped')
})
