import { type MissingCount, missingLately, type OddCount, oddLately } from '../../../ledger/notify/proof-reads.ts'
import { check, type Finding } from '../check.ts'

interface Seen {
  missing: readonly MissingCount[]
  odd: OddCount
}

const nothing: Seen = { missing: [], odd: { odd: 0, day: null, days: 0 } }

/**
 * What the daily proof of the last week found. Missing records are a question, never a reason to deliver again: a person
 * may have deleted them.
 */
export const unprovedLeads = check<Seen>({
  kinds: ['reconciliation'],
  look: async (db) => ({ missing: await missingLately(db), odd: await oddLately(db) }),
  find: (_, { missing, odd } = nothing) => [
    ...missing.map(
      ({ destination, missing: count, day, days }): Finding => ({
        ...{ key: `reconciliation:${destination}`, kind: 'reconciliation', subject: destination, size: count },
        detail: { missing: count, odd: 0, day, days },
      }),
    ),
    // No destination can have an id with a blank.
    ...(odd.day === null
      ? []
      : [
          {
            ...{
              key: 'reconciliation:all leads',
              kind: 'reconciliation' as const,
              subject: 'all leads',
              size: odd.odd,
            },
            detail: { missing: 0, odd: odd.odd, day: odd.day, days: odd.days },
          },
        ]),
  ],
})
