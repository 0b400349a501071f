import type { SourceConfig } from '../../../config/source.ts'
import { type Usual, usualAttempts, usualLeads } from '../../../ledger/notify/usual.ts'
import { check, type Finding, type Snapshot } from '../check.ts'
import { refusedLimit, usualShare } from '../refused-share.ts'
import { isKnownSender } from './leads.ts'

/** The last deliveries of a destination, or the last leads of a source. */
interface Window {
  /** An id may be that of a source and of a destination. */
  key: string
  id: string
  of: 'destination' | 'source'
  all: number
  refused: number
  oldest: Date
  /** Of a source. */
  unrouted: number
  unreadable: number
  countsUnreadable: boolean
}

interface Seen {
  destinations: ReadonlyMap<string, Usual>
  sources: ReadonlyMap<string, Usual>
}

/** More of the last deliveries or leads was refused than chance brings. */
export const refusedShares = check<Seen>({
  kinds: ['refused'],
  async look(db, snapshot) {
    const asked = suspects(snapshot)
    const of = (kind: Window['of']) =>
      asked
        .filter((one) => one.of === kind)
        .map(({ id, oldest: before, countsUnreadable: unreadable }) => ({ id, before, unreadable }))
    const [destinations, sources] = [of('destination'), of('source')]
    return {
      destinations: destinations.length > 0 ? await usualAttempts(db, destinations) : new Map(),
      sources: sources.length > 0 ? await usualLeads(db, sources) : new Map(),
    }
  },
  find(snapshot, seen) {
    const { alerts, open } = snapshot
    return suspects(snapshot).flatMap((one): Finding[] => {
      const { key, id, of, all, refused, unrouted, unreadable } = one
      const usual = usualShare(seen[`${of}s`].get(id) ?? { refused: 0, all: 0 })
      const limit = refusedLimit(usual, alerts.refused.of, alerts.refused.chance)
      if (refused < (open.has(key) ? limit / 2 : limit)) return []
      const detail = { of, refused, all, limit, usual: Math.round(usual * 1000) / 10, unrouted, unreadable }
      return [{ key, kind: 'refused', subject: id, detail }]
    })
  },
})

/** Those that may have an alert, or keep one open: what is usual is read for them alone. */
function suspects({ recent, sources, alerts, open }: Snapshot): Window[] {
  const least = refusedLimit(
    usualShare({ refused: 0, all: Number.POSITIVE_INFINITY }),
    alerts.refused.of,
    alerts.refused.chance,
  )
  return [...deliveries(recent.deliveries), ...leads(recent.leads, sources)].filter(
    ({ key, refused }) => refused >= least || open.has(key),
  )
}

function deliveries(recent: Snapshot['recent']['deliveries']): Window[] {
  return recent.map(({ destination: id, ended: all, refused, oldest }) => ({
    ...{ key: `refused:${id}`, id, of: 'destination', all, refused, oldest },
    ...{ unrouted: 0, unreadable: 0, countsUnreadable: false },
  }))
}

function leads(recent: Snapshot['recent']['leads'], sources: ReadonlyMap<string, SourceConfig>): Window[] {
  return recent.flatMap(({ source: id, came: all, unrouted, unreadable, oldest }): Window[] => {
    if (!oldest) return []
    const countsUnreadable = isKnownSender(sources.get(id))
    const refused = unrouted + (countsUnreadable ? unreadable : 0)
    return [
      { key: `refused:source:${id}`, id, of: 'source', all, refused, oldest, unrouted, unreadable, countsUnreadable },
    ]
  })
}
