import type { AlertSettings } from '../../../config/alerts.ts'
import { mostLate } from '../../../ledger/notify/snapshot.ts'
import { glob } from '../../../routing/glob.ts'
import { check, type Finding } from '../check.ts'

/** Leads that went nowhere. A form without a key can be posted to by anybody, so its bodies prove no fault. */
export const strandedLeads = check({
  kinds: ['unrouted', 'unreadable'],
  find({ stranded, sources }) {
    const unrouted = stranded.filter(({ state }) => state === 'unrouted')
    const count = unrouted.reduce((sum, one) => sum + one.count, 0)
    const since = new Date(Math.min(...unrouted.map(({ oldest }) => oldest.getTime())))
    return [
      ...(count > 0
        ? [{ key: 'unrouted', kind: 'unrouted' as const, subject: 'leads', since, size: count, detail: { count } }]
        : []),
      ...stranded
        .filter(({ state, source }) => state === 'unreadable' && isKnownSender(sources.get(source)))
        .map((one): Finding => {
          const { source, oldest, count: size } = one
          const key = `unreadable:${source}`
          return { key, kind: 'unreadable', subject: source, since: oldest, size, detail: { count: size } }
        }),
    ]
  },
})

/** Not a form without a key. */
export function isKnownSender(source: object | undefined): boolean {
  return source === undefined || !('type' in source && source.type === 'form' && !('key' in source && source.key))
}

/** The oldest lead that is still to be delivered is older than its offer's target. */
export const lateLeads = check({
  kinds: ['late'],
  find({ late, alerts, open, now }) {
    const byOffer = Map.groupBy(late, ({ offer }) => offer)
    return [...byOffer].flatMap(([offer, waiting]): Finding[] => {
      const key = `late:${offer}`
      const target = lateTarget(alerts, offer)
      const limit = open.has(key) ? target / 2 : target
      const older = waiting.filter(({ oldest }) => now.getTime() - oldest.getTime() > limit)
      if (older.length === 0) return []
      const oldest = new Date(Math.min(...older.map((one) => one.oldest.getTime())))
      const count = older.reduce((sum, one) => sum + one.count, 0)
      const since = new Date(oldest.getTime() + target)
      const more = older.some((one) => one.count >= mostLate)
      const detail = { count, more, oldest, target, destinations: older.map(({ destination }) => destination) }
      return [{ key, kind: 'late', subject: offer, since, detail }]
    })
  },
})

/** Milliseconds within which leads of this offer are to be delivered. */
function lateTarget({ late }: AlertSettings, offer: string): number {
  const own = Object.entries(late.offers).find(([pattern]) => glob(pattern)(offer))
  return own?.[1] ?? late.within
}

/** Milliseconds: nothing younger is late at any offer, nor keeps an alert open. */
export function leastLate({ late }: AlertSettings): number {
  return Math.min(late.within, ...Object.values(late.offers)) / 2
}
