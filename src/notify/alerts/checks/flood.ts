import type { AlertSettings } from '../../../config/alerts.ts'
import { type BusyHour, busyHours } from '../../../ledger/notify/usual.ts'
import { check, type Finding, type Snapshot } from '../check.ts'

/** Milliseconds: before, it is not known what an hour of the source may bring. */
const knownAfter = 7 * 86_400_000

/** Far more leads come from a source than in any hour of twelve weeks. */
export const floods = check<readonly BusyHour[]>({
  kinds: ['flood'],
  async look(db, snapshot) {
    const asked = suspects(snapshot)
    return asked.length > 0 ? busyHours(db, asked, snapshot.now) : []
  },
  find: ({ now, alerts, open, recent }, busy) =>
    (recent.leads.length > 0 ? busy : []).flatMap(({ source, leads, most, firstAt }): Finding[] => {
      const key = `flood:${source}`
      if (!firstAt || now.getTime() - firstAt.getTime() < knownAfter) return []
      // An hour of the flood itself is an hour of the twelve weeks by now.
      const before = open.get(key)?.['most']
      const usual = typeof before === 'number' ? before : most
      if (!isFlood(leads, usual, alerts.flood, open.has(key))) return []
      return [{ key, kind: 'flood', subject: source, detail: { count: leads, most: usual } }]
    }),
})

/** @param most leads of the busiest hour before @param open it ends at half of what opens it */
export function isFlood(leads: number, most: number, { leads: least, times }: AlertSettings['flood'], open = false) {
  const share = open ? 2 : 1
  return leads * share >= least && leads * share > times * most
}

function suspects({ recent, alerts, open }: Snapshot): string[] {
  return recent.leads
    .filter(({ source, twoHours }) => twoHours >= alerts.flood.leads || open.has(`flood:${source}`))
    .map(({ source }) => source)
}
