import { check, type Finding } from '../check.ts'

/**
 * A known source refuses posts for their key again and again. One stranger's guesses within an hour are no alert while
 * leads with the right key come in.
 */
export const wrongKeys = check({
  kinds: ['wrong-key'],
  find: ({ recent, alerts: { wrongKeys: least } }) =>
    recent.leads.flatMap((one): Finding[] => {
      const { source, wrongKeys: count, wrongKeysSinceLead, wrongKeyHours: hours, newest } = one
      const alone = wrongKeysSinceLead >= least
      if (!alone && hours < least) return []
      return [
        {
          ...{ key: `wrong-key:${source}`, kind: 'wrong-key', subject: source },
          ...(alone ? {} : { severity: 'warning' as const }),
          ...(one.wrongKeySince ? { since: one.wrongKeySince } : {}),
          detail: { count, alone, last: one.wrongKeyLast, newest },
        },
      ]
    }),
})
