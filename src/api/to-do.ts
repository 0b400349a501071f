/** What needs a person, the most pressing first, and what recovers by itself. Pure. */
import type { z } from 'zod'
import type { ChannelRow } from '../ledger/notify/channels.ts'
import type { Stranded } from '../ledger/reads/arrivals.ts'
import type { Pile } from '../ledger/reads/deliveries.ts'
import type { DestinationRow } from '../ledger/reads/destinations.ts'
import { mostCounted } from '../ledger/reads/page.ts'
import type { CountedPile } from '../ledger/reads/piles.ts'
import type { DeliveryState } from '../ledger/states.ts'
import type { Finding } from '../notify/silence/snapshot.ts'
import { follows } from './backlog.ts'
import type { overviewShape } from './shapes/overview.ts'
import type { problemShape } from './shapes/problem.ts'

type Overview = z.input<typeof overviewShape>
export type ToDo = Overview['first'][number]
export type Recovering = Overview['recovers'][number]

export interface Situation {
  piles: readonly CountedPile[]
  /** The test leads among small piles. */
  tests: ReadonlyMap<Pile, number>
  destinations: readonly Pick<
    DestinationRow,
    'id' | 'state' | 'since' | 'configured' | 'held_by' | 'problem' | 'code' | 'probe_at'
  >[]
  /** The earliest attempt that is due by itself, by destination. */
  attempts: ReadonlyMap<string, Date>
  stranded: readonly Stranded[]
  hasWorker: boolean
  /** Mistakes of the configuration file. */
  complaints: number
  failing: readonly { source: string; failed_at: Date | null }[]
  quiet: readonly Finding[]
  channels: readonly (Pick<ChannelRow, 'id' | 'state' | 'since' | 'failing_since' | 'code'> & {
    problem: ToDo['problem']
  })[]
  expiries: readonly { destination: string; setting: string; at: Date }[]
  problem(destination: string, id: string): z.input<typeof problemShape> | undefined
  now: Date
}

/** Secrets that end within this time, in milliseconds. */
const soon = 30 * 86_400_000

export function toDo(situation: Situation): ToDo[] {
  const { complaints, failing, quiet, hasWorker } = situation
  const standing = [...closed(situation, 'held'), ...closed(situation, 'paused')]
  return [
    ...(hasWorker ? [] : [{ kind: 'no-worker' as const, ...seen('/destinations') }]),
    ...(complaints > 0 ? [{ kind: 'configuration' as const, ...seen('/config'), count: complaints }] : []),
    ...standing.filter(({ count }) => count !== 0),
    ...heldChannels(situation),
    ...groups(situation, 'uncertain', ({ destination }) => destination),
    ...groups(situation, 'rejected', ({ destination, problem, code }) => [destination, problem, code].join(' ')),
    ...situation.stranded.map(stranded),
    // No lead waits there yet, so leads that need a decision come before.
    ...standing.filter(({ count }) => count === 0),
    ...quiet.map(silence),
    ...failing.map(({ source, failed_at }) => ({
      ...{ kind: 'source' as const, ...seen('/sources'), source, since: failed_at?.toISOString() ?? null },
    })),
    ...expiring(situation),
    ...groups(situation, 'exhausted', ({ destination }) => destination),
  ]
}

/** They need a person soon, and hold no lead back now. */
const harmless: readonly string[] = ['configuration', 'expiry', 'channel']

/** Whether nothing stands still. A paused destination holds nothing back while nothing is in line there. */
export function arrives(first: readonly ToDo[]): boolean {
  return first.every(({ kind, count }) => harmless.includes(kind) || (kind === 'paused' && count === 0))
}

export function recovering(situation: Situation): Recovering[] {
  const { destinations, piles, attempts } = situation
  return destinations.flatMap((row) => {
    const kind = row.state === 'resting' ? 'resting' : 'waiting'
    const waits = piles.filter(({ destination, state }) => destination === row.id && state === 'waiting')
    if (row.state !== 'resting' && (row.state !== 'open' || waits.length === 0)) return []
    const filter = { destination: [row.id], state: ['waiting'] }
    const next = follows({ state: 'waiting' }, row, attempts.get(row.id))
    return [{ kind, ...seen('/deliveries', filter), destination: row.id, ...sizeOf(waits, situation), next }]
  })
}

/** The destination with the most leads first. */
function closed(situation: Situation, kind: 'held' | 'paused'): ToDo[] {
  const { destinations, piles, problem } = situation
  const states: readonly DeliveryState[] = kind === 'held' ? ['held'] : ['queued', 'waiting']
  const found = destinations
    .filter(({ state, configured }) => state === kind && configured)
    .map((row) => {
      const waits = piles.filter(({ destination, state }) => destination === row.id && states.includes(state))
      const entry = problem(row.id, row.problem)
      return {
        ...{ kind, ...seen('/deliveries', { destination: [row.id], state: [...states] }), destination: row.id },
        ...{ ...sizeOf(waits, situation), since: row.since.toISOString() },
        ...(row.held_by ? { heldBy: row.held_by } : {}),
        ...(row.code ? { code: row.code } : {}),
        ...(entry ? { problem: entry } : {}),
        next: follows({ state: 'held' }, row, undefined),
      }
    })
  return found.sort((a, b) => b.count - a.count)
}

/** Its settings are wrong: people are told nothing by it. */
function heldChannels({ channels }: Situation): ToDo[] {
  return channels
    .filter(({ state }) => state === 'held')
    .map(({ id, since, failing_since, code, problem }) => ({
      ...{ kind: 'channel' as const, ...seen('/channels'), channel: id, since: (failing_since ?? since).toISOString() },
      ...(code ? { code } : {}),
      ...(problem ? { problem } : {}),
    }))
}

function groups(
  situation: Situation,
  kind: 'uncertain' | 'rejected' | 'exhausted',
  keyOf: (pile: CountedPile) => string,
): ToDo[] {
  const { piles, problem } = situation
  const found = Map.groupBy(
    piles.filter(({ state }) => state === kind),
    keyOf,
  )
  return [...found.values()]
    .map((same) => {
      const { destination, problem: id, code } = same[0]!
      const entry = problem(destination, id)
      const cause: Filter = kind === 'rejected' ? { problem: [id || 'none'], code: code || 'none' } : {}
      return {
        ...{ kind, ...seen('/deliveries', { destination: [destination], state: [kind], ...cause }), destination },
        ...sizeOf(same, situation),
        ...(kind === 'rejected' && code ? { code } : {}),
        ...(kind === 'rejected' && entry ? { problem: entry } : {}),
      }
    })
    .sort((a, b) => b.count - a.count)
}

function stranded({ state, count, oldest }: Stranded): ToDo {
  const size = count >= mostCounted ? { count, capped: true as const } : { count }
  const filter: Filter = state === 'awaiting-approval' ? { awaitingApproval: 'true' } : { state: [state] }
  return { kind: state, ...seen('/leads', filter), ...size, since: oldest.toISOString() }
}

/** A way in that is broken, or a silence. */
function silence({ kind, subject, detail }: Finding): ToDo {
  const told = detail as { of?: string; since?: string | null; failedAt?: string | null; expected?: number }
  if (kind === 'front-door') {
    return { kind, ...seen('/silence'), source: subject, since: told.failedAt ?? null }
  }
  const [source = '', ...offer] = subject.split('/')
  const about =
    told.of === 'destination'
      ? { destination: subject }
      : { source, ...(told.of === 'offer' ? { offer: offer.join('/') } : {}) }
  const link = told.of === 'destination' ? '/silence' : `/sources/${source}/silence`
  return {
    kind: 'silence',
    ...seen(link),
    ...about,
    since: told.since ?? null,
    usually: Math.round(told.expected ?? 0),
  }
}

function expiring({ expiries, now }: Situation): ToDo[] {
  return expiries
    .filter(({ at }) => at.getTime() < now.getTime() + soon)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ destination, setting, at }) => ({
      ...{
        kind: 'expiry' as const,
        ...seen(`/destinations/${destination}`),
        destination,
        setting,
        at: at.toISOString(),
      },
    }))
}

type Size = { count: number; capped?: true; tests?: number; since: string | null }

function sizeOf(piles: readonly CountedPile[], { tests: among }: Pick<Situation, 'tests'>): Size {
  const oldest = piles.map((pile) => pile.oldest.getTime())
  const tests = piles.reduce((sum, pile) => sum + (among.get(pile) ?? 0), 0)
  return {
    count: piles.reduce((sum, { count }) => sum + count, 0),
    ...(piles.some(({ capped }) => capped) ? { capped: true as const } : {}),
    ...(tests > 0 ? { tests } : {}),
    since: oldest.length === 0 ? null : new Date(Math.min(...oldest)).toISOString(),
  }
}

type Filter = ToDo['filter']

/** The path of the operation that shows it, and the filter there. */
function seen(path: string, filter: Filter = {}): { link: string; filter: Filter } {
  const query = Object.entries(filter).map(
    ([key, given]) => `${key}=${[given].flat().map(encodeURIComponent).join(',')}`,
  )
  return { link: `/api${path}${query.length > 0 ? `?${query.join('&')}` : ''}`, filter }
}
