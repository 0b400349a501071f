import { check, type Finding } from '../check.ts'

/** config.yaml was changed, and the change is not in force. */
export const refusedConfig = check({
  kinds: ['config'],
  find({ complaints }) {
    const count = complaints.length
    if (count === 0) return []
    return [{ key: 'config', kind: 'config', subject: 'config.yaml', detail: { count, first: complaints.slice(0, 3) } }]
  },
})

const day = 86_400_000

/** One alert for each secret; its severity rises at 7 days and at 1 day. */
export const endingSecrets = check({
  kinds: ['secret'],
  find: ({ expiries, now }) =>
    expiries.flatMap(({ destination, setting, at }): Finding[] => {
      const left = at.getTime() - now.getTime()
      if (left > 30 * day) return []
      const severity = left <= day ? 'critical' : left <= 7 * day ? 'warning' : 'info'
      const subject = `${destination}.${setting}`
      const days = Math.max(0, Math.ceil(left / day))
      return [
        { key: `secret:${subject}`, kind: 'secret', severity, subject, detail: { destination, setting, at, days } },
      ]
    }),
})
