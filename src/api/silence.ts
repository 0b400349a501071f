/** What the alarm for silence knows: of all series, and of a source in detail. */
import { z } from 'zod'
import { quietDays, quietStates } from '../ledger/notify/quiet-series.ts'
import { readSilence } from '../notify/silence/read.ts'
import { type UsualDay, usualWeek } from '../notify/silence/usual-week.ts'
import { day } from '../notify/silence/week.ts'
import { inWords } from '../notify/silence/words.ts'
import { endpoint } from './endpoint.ts'
import { unknownName } from './refusal.ts'
import { iso } from './shapes/named.ts'
import { asStanding, explainedShape, rounded, silenceListShape } from './shapes/silence.ts'

/** Quiets that are shown at most. */
const shown = 10

export const silenceEndpoints = [
  endpoint({
    method: 'get',
    path: '/silence',
    summary: 'How quiet each source, offer and destination is, and how quiet it may be',
    role: 'viewer',
    answer: silenceListShape,
    async handle(_, { delivery: { db }, config }) {
      const { at, standings, canaries } = await readSilence(db, config())
      return {
        at: at.toISOString(),
        items: standings.map(asStanding),
        canaries: canaries.map(({ source, failures, reason, arrivedAt, failedAt }) => ({
          ...{ source, failures, reason, arrivedAt: iso(arrivedAt ?? null), failedAt: iso(failedAt ?? null) },
        })),
      }
    },
  }),
  endpoint({
    method: 'get',
    path: '/sources/{id}/silence',
    summary: 'Why a source is silent, or why it is not: its usual week, its limit and its longest quiets',
    role: 'viewer',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    answer: explainedShape,
    async handle({ params: { id } }, { delivery: { db }, config }) {
      const { silence, sources } = config()
      if (!sources.has(id)) throw unknownName('source', id, sources.keys())
      const series = `source:${id}`
      const [{ at, standings }, days, states] = await Promise.all([
        readSilence(db, config()),
        quietDays(db, [series]),
        quietStates(db, [series]),
      ])
      const one = standings.find((standing) => standing.series === series)!
      const state = states.find((row) => row.series === series)
      const alarms = state?.alarms.filter((alarm) => alarm.getTime() > at.getTime() - 14 * day).length ?? 0
      const limit = state?.threshold ?? Number.POSITIVE_INFINITY
      return {
        at: at.toISOString(),
        standing: asStanding(one),
        offers: standings.filter(({ kind, source }) => kind === 'offer' && source === id).map(asStanding),
        words: inWords(one, at, { slower: state?.slow ?? 1, alarms, falseAlarms: silence.falseAlarms }),
        learntAt: iso(one.learntAt ?? null),
        slower: state ? rounded(state.slow) : null,
        week: weekOf(one.model && usualWeek(one.model, silence.zone, at)),
        quiets: days
          .toSorted((a, b) => b.longest - a.longest)
          .slice(0, shown)
          .map(({ since, until, longest }) => ({
            ...{ since: since.toISOString(), until: until.toISOString() },
            ...{ expected: rounded(longest), silence: longest > limit },
          })),
      }
    },
  }),
]

function weekOf(days: readonly UsualDay[] = []): UsualDay[] {
  return days.map((one) => ({ day: one.day, leads: one.leads.map(rounded) }))
}
