/** Reads what is known of each series now. */
import type { Config } from '../../config/config.ts'
import type { Watch } from '../../config/silence.ts'
import type { Db } from '../../ledger/db.ts'
import { listCanaries } from '../../ledger/notify/canaries.ts'
import { leadsFrom, longestUsual, quietStates } from '../../ledger/notify/quiet-series.ts'
import { minutesOf, readLook, seriesName } from '../../ledger/notify/silence.ts'
import { listPolls } from '../../ledger/polls.ts'
import { listDestinations } from '../../ledger/reads/destinations.ts'
import { type Expectation, openTime, windowEnd, windowStart } from './by-hand.ts'
import type { Model, QuietDay } from './learn.ts'
import { asksPeers, comparedFrom, type Peers, peersOf, peersSlower } from './peers.ts'
import { quietDayOf } from './quiet-days.ts'
import { quietOf, type Series, waryLimit } from './series.ts'
import type { HandFigures, SilenceSnapshot, Standing, Unjudged } from './snapshot.ts'
import { seriesOf } from './stored.ts'

export type SilenceConfig = Pick<Config, 'silence' | 'sources' | 'destinations'>

/** Without a look for so long (ms), nothing is said; and so long after the hub was down. */
const unsureFor = 600_000

/** @param at for tests. @default the ledger's clock */
export async function readSilence(db: Db, config: SilenceConfig, at?: Date): Promise<SilenceSnapshot> {
  const [look, rows, longest, canaries, polls, destinations] = await Promise.all([
    ...([readLook(db), quietStates(db, handSet(config)), longestUsual(db), listCanaries(db), listPolls(db)] as const),
    listDestinations(db),
  ])
  const now = at ?? look.now
  const isQuiet = quietDayOf(config.silence, now)
  const known = new Map(rows.map((row) => [row.series, seriesOf(row)]))
  const models = new Map([...known].flatMap(([series, { model }]) => (model ? [[series, model] as const] : [])))
  const slower = await peersNow(db, { known, models, isQuiet, now })
  const starting =
    look.scanned_to === null ||
    now.getTime() - look.scanned_to.getTime() > unsureFor ||
    now.getTime() - look.resumed_at.getTime() < unsureFor
  const unread = new Set(polls.filter(({ failures }) => failures > 0).map(({ source }) => source))
  const paused = new Set(destinations.filter(({ state }) => state === 'paused').map(({ id }) => id))

  function whyUnjudged(name: ReturnType<typeof seriesName>): Unjudged | undefined {
    if (starting) return 'starting'
    if (name.kind === 'destination') return paused.has(name.destination) ? 'paused' : undefined
    return unread.has(name.source) ? 'unread' : undefined
  }

  const named = namesOf(config, known)
  const standings = await Promise.all(
    named.map(async (series): Promise<Standing> => {
      const name = seriesName(series)
      const one = known.get(series)
      const watch = watchOf(config, name)
      const rules = { isQuiet, budget: 1, peers: () => slower.get(series) ?? 1 }
      const learnt = one?.model
        ? { by: 'model' as const, expected: quietOf(one, now.getTime(), rules), limit: waryLimit(one, one.last) }
        : { by: 'learning' as const, expected: 0, limit: 0 }
      const judged =
        watch === 'off'
          ? { ...learnt, by: 'off' as const }
          : watch
            ? await byHand(db, series, expectationOf(config, watch), { one, watchedFrom: look.resumed_at, now })
            : learnt
      return {
        ...{ series, kind: name.kind, subject: series.slice(name.kind.length + 1) },
        source: name.kind === 'destination' ? undefined : name.source,
        unjudged: whyUnjudged(name),
        since: one && new Date(one.last),
        ...judged,
        perDay: one?.model?.perDay ?? 0,
        model: one?.model,
        learntAt: one?.learntAt === undefined ? undefined : new Date(one.learntAt),
        longest: longest.get(series),
      }
    }),
  )
  return {
    at: now,
    standings,
    canaries: canaries
      .filter(({ source }) => config.silence.canary[source])
      .map((row) => ({
        ...{ source: row.source, failures: row.failures, reason: row.reason },
        ...{ arrivedAt: row.arrived_at ?? undefined, failedAt: row.failed_at ?? undefined },
      })),
  }
}

/** The configured sources and destinations, and the offers that are set by hand. Others are read if they have learnt. */
function handSet({ silence, sources, destinations }: SilenceConfig): string[] {
  const offers = Object.keys(silence.offers)
  return [
    ...[...sources.keys()].flatMap((id) => [`source:${id}`, ...offers.map((offer) => `offer:${id}/${offer}`)]),
    ...[...destinations.keys()].map((id) => `destination:${id}`),
  ]
}

/** The configured sources and destinations; offers that have learnt, or are set by hand. */
function namesOf({ silence, sources, destinations }: SilenceConfig, known: ReadonlyMap<string, Series>): string[] {
  const offers = [...known].filter(([series, { model }]) => {
    const name = seriesName(series)
    return name.kind === 'offer' && sources.has(name.source) && (model || silence.offers[name.offer])
  })
  return [
    ...[...sources.keys()].map((id) => `source:${id}`),
    ...offers.map(([series]) => series),
    ...[...destinations.keys()].map((id) => `destination:${id}`),
  ]
}

function watchOf({ silence }: SilenceConfig, name: ReturnType<typeof seriesName>): Watch | undefined {
  if (name.kind === 'source') return silence.sources[name.source]
  return name.kind === 'offer' ? silence.offers[name.offer] : silence.destinations[name.destination]
}

function expectationOf({ silence }: SilenceConfig, { expect, on, zone }: Exclude<Watch, 'off'>): Expectation {
  return { ...expect, on, zone: zone ?? silence.zone }
}

interface HandSet {
  one: Series | undefined
  /** From when a series without a lead is watched. */
  watchedFrom: Date
  now: Date
}

/** One lead is expected: the open time since the last. Several: how many came in the last open time. */
async function byHand(db: Db, series: string, expect: Expectation, { one, watchedFrom, now }: HandSet) {
  const { leads, within } = expect
  const passed = openTime(expect, one?.countedFrom ?? watchedFrom.getTime(), now.getTime())
  const figures = (quietFrom: number, came?: HandFigures['came']): HandFigures => {
    const end = windowEnd(expect, quietFrom)
    return { expect, passed, came, silentAt: end === undefined ? undefined : new Date(end) }
  }
  if (leads === 1) {
    const hand = figures(one?.countedFrom ?? watchedFrom.getTime())
    return { by: 'hand' as const, expected: passed / within, limit: 1, hand }
  }
  const from = new Date(windowStart(expect, now.getTime()))
  const minutes = await minutesOf(db, { from, to: now }, seriesName(series))
  const came = { from, leads: minutes.reduce((sum, { leads: some }) => sum + some, 0) }
  // The hub knows of no whole window yet.
  if (from < watchedFrom) {
    return { by: 'hand' as const, expected: leads, limit: leads, hand: figures(watchedFrom.getTime(), came) }
  }
  // Without another lead it is silent when the oldest of the leads that suffice leaves the window.
  let left = leads
  const oldest = minutes.toReversed().find(({ leads: some }) => (left -= some) <= 0)
  const hand = figures((oldest?.at ?? from).getTime(), came)
  return { by: 'hand' as const, expected: leads - 0.5, limit: came.leads, hand }
}

interface Known {
  known: ReadonlyMap<string, Series>
  models: ReadonlyMap<string, Model>
  isQuiet: QuietDay
  now: Date
}

/** By how much the peers of each series are slower since its last lead. */
async function peersNow(db: Db, { known, models, isQuiet, now }: Known): Promise<Map<string, number>> {
  const to = now.getTime()
  const asked = [...known].flatMap(([series, { model, countedFrom }]) => {
    const peers: Peers | undefined = model && peersOf(series, model, models)
    return peers && asksPeers(peers, countedFrom, to, isQuiet) ? [{ series, peers, from: countedFrom }] : []
  })
  const came = await leadsFrom(
    db,
    asked.map(({ peers, from }) => ({ series: peers.series, from: new Date(comparedFrom(from)) })),
  )
  return new Map(
    asked.map(({ series, peers, from }, at) => [series, peersSlower(peers, came[at] ?? 0, from, to, isQuiet)]),
  )
}
