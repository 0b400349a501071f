/** Figures by the hour and by the day. */
import { z } from 'zod'
import { pageOfChanges } from '../ledger/destination-changes.ts'
import { percentile, together } from '../ledger/figures/histogram.ts'
import { isReceipt } from '../ledger/figures/lately.ts'
import { countedSpan, hoursKeptDays } from '../ledger/figures/rounds.ts'
import { type AttemptTally, attemptTallies, leadTallies } from '../ledger/figures/tallies.ts'
import { countByDestination } from '../ledger/reads/destinations.ts'
import { destinationParams, requireDestination } from './destinations.ts'
import { endpoint } from './endpoint.ts'
import { moment, word } from './filters.ts'
import { sightOf } from './privacy.ts'
import { Refusal } from './refusal.ts'
import { orNull } from './shapes/named.ts'
import {
  asCountedSince,
  type attemptSums,
  destinationFiguresShape,
  destinationHistoryShape,
  talliesShape,
} from './shapes/tally.ts'

const hour = 3_600_000
const day = 24 * hour
const lengths = { hour, day }
const most = { hour: hoursKeptDays * 24, day: 1_100 }
const usual = { hour: 24, day: 30 }

const query = z.strictObject({
  of: z.enum(['leads', 'attempts']).default('leads'),
  by: z.enum(['hour', 'day']).default('hour'),
  from: moment.optional().meta({ description: 'Default: 24 hours ago, or 30 days ago.' }),
  to: moment.optional().meta({ description: 'Default: now.' }),
  source: word.optional().meta({ description: 'With `of=leads` alone.' }),
  offer: word.optional().meta({ description: 'With `of=leads` alone.' }),
  destination: word.optional().meta({ description: 'With `of=attempts` alone.' }),
  test: z.boolean().default(false).meta({ description: 'Test leads alone, which are left out of all other figures.' }),
})

export const tallyEndpoints = [
  endpoint({
    method: 'get',
    path: '/tallies',
    summary: 'Leads that came in, or attempts that were made, by the hour or by the day',
    role: 'viewer',
    query,
    answer: talliesShape,
    async handle({ query: { of, by, source, offer, destination, test, ...given } }, { delivery: { db } }) {
      refuseMixed(of, { source, offer, destination })
      const span = spanOf(by, given)
      const common = { by, from: span.from.toISOString(), to: span.to.toISOString() }
      const countedSince = asCountedSince(await countedSpan(db))
      if (of === 'leads') {
        const rows = Map.groupBy(await leadTallies(db, { ...span, by, source, offer, test }), (row) => row.at.getTime())
        const sum = (at: number, key: 'received' | 'unrouted' | 'unreadable') =>
          (rows.get(at) ?? []).reduce((all, row) => all + row[key], 0)
        const items = bucketsOf(by, span).map((at) => ({
          at: new Date(at).toISOString(),
          ...{ received: sum(at, 'received'), unrouted: sum(at, 'unrouted'), unreadable: sum(at, 'unreadable') },
        }))
        return { of, ...common, countedSince, items }
      }
      const rows = await attemptTallies(db, { ...span, by, destination, test })
      return { of, ...common, countedSince, items: series(rows, bucketsOf(by, span)) }
    },
  }),
  endpoint({
    method: 'get',
    path: '/destinations/{id}/figures',
    summary: 'What a destination took and refused, how fast, and what waits there',
    role: 'viewer',
    params: destinationParams,
    answer: destinationFiguresShape,
    async handle({ params: { id } }, api) {
      const { db } = api.delivery
      await requireDestination(api, id)
      const month = spanOf('day', {})
      const week = { from: new Date(Math.floor(Date.now() / hour) * hour - 167 * hour), to: month.to }
      const [days, hours, counts, counted] = await Promise.all([
        attemptTallies(db, { ...month, by: 'day', destination: id }),
        attemptTallies(db, { ...week, by: 'hour', destination: id }),
        countByDestination(db, id),
        countedSpan(db),
      ])
      const lastDay = week.from.getTime() + 144 * hour
      return {
        day: sums(hours.filter(({ at }) => at.getTime() >= lastDay)),
        week: sums(hours),
        counts: { ...counts.get(id) },
        days: series(days, bucketsOf('day', month)),
        countedSince: asCountedSince(counted),
      }
    },
  }),
  endpoint({
    method: 'get',
    path: '/destinations/{id}/history',
    summary: 'How the state of a destination changed, by the hub and by people; newest first',
    role: 'viewer',
    params: destinationParams,
    query: z.strictObject({
      limit: z.int().min(1).max(500).default(50),
      after: z
        .string()
        .regex(/^\d{1,18}$/, 'must be `next` of the page before')
        .optional(),
    }),
    answer: destinationHistoryShape,
    async handle({ params: { id }, query: { limit, after }, role }, api) {
      await requireDestination(api, id)
      const { items, next } = await pageOfChanges(api.delivery.db, id, { limit, after })
      return {
        items: items.map((one) => ({
          ...{ id: one.id, at: one.at.toISOString(), state: one.state },
          ...{ problem: orNull(one.problem), code: orNull(one.code), actor: orNull(one.actor) },
          reason: orNull(sightOf(role).text(one.reason)),
        })),
        next: next ?? null,
      }
    },
  }),
]

/** @throws Refusal 400 */
function spanOf(by: 'hour' | 'day', given: { from?: string | undefined; to?: string | undefined }) {
  const length = lengths[by]
  const to = given.to === undefined ? new Date() : new Date(given.to)
  const begin = given.from === undefined ? to.getTime() - (usual[by] - 1) * length : Date.parse(given.from)
  const from = new Date(Math.floor(begin / length) * length)
  if (from >= to) throw wrong('from must be before to.')
  if (to.getTime() - from.getTime() > most[by] * length) throw wrong(`Ask for at most ${most[by]} ${by}s at once.`)
  if (by === 'hour' && from.getTime() < Date.now() - hoursKeptDays * day) {
    throw wrong(`Hours are kept for ${hoursKeptDays} days; older figures are by=day.`)
  }
  return { from, to }
}

function refuseMixed(of: string, { source, offer, destination }: Record<string, string | undefined>): void {
  if (of === 'leads' && destination !== undefined) throw wrong('destination is for of=attempts.')
  if (of === 'attempts' && (source ?? offer) !== undefined) throw wrong('source and offer are for of=leads.')
}

function wrong(detail: string): Refusal {
  return new Refusal({ status: 400, title: 'Bad Request', detail })
}

/** Every hour or day of the period, also those without figures. */
function bucketsOf(by: 'hour' | 'day', { from, to }: { from: Date; to: Date }): number[] {
  const length = lengths[by]
  return Array.from(
    { length: Math.ceil((to.getTime() - from.getTime()) / length) },
    (_, n) => from.getTime() + n * length,
  )
}

function series(rows: readonly AttemptTally[], buckets: readonly number[]) {
  const byTime = Map.groupBy(rows, ({ at }) => at.getTime())
  return buckets.map((at) => ({ at: new Date(at).toISOString(), ...sums(byTime.get(at) ?? []) }))
}

function sums(rows: readonly AttemptTally[]): z.input<typeof attemptSums> {
  const histogram = together(rows.map((row) => row.histogram))
  const results: Record<string, number> = {}
  for (const { result, attempts } of rows) results[result] = (results[result] ?? 0) + attempts
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0)
  const delivered = rows.reduce((sum, row) => sum + (isReceipt(row.result) ? row.attempts : 0), 0)
  return {
    ...{ attempts, delivered, failed: attempts - delivered, results },
    ...{ p50: percentile(histogram, 0.5), p95: percentile(histogram, 0.95) },
  }
}
