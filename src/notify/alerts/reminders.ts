/** When people are reminded of an open alert. Pure. */

const day = 86_400_000
const mostEarlier = day / 2

/**
 * When the next reminder is due.
 * @param ages milliseconds after the telling; after the last of them daily; none: no reminders
 * @param done how many there were
 */
export function nextReminder(ages: readonly number[], toldAt: Date, done: number): Date | undefined {
  const sorted = [...ages].sort((a, b) => a - b)
  const last = sorted.at(-1)
  if (last === undefined) return undefined
  const age = sorted[done] ?? last + (done - sorted.length + 1) * day
  return new Date(toldAt.getTime() + age)
}

/** A reminder joins the reminder of another alert so much earlier, so that reminders are few messages. */
export function joinsAt(due: Date, toldAt: Date): Date {
  const age = due.getTime() - toldAt.getTime()
  return new Date(due.getTime() - Math.min(age / 3, mostEarlier))
}

/** How many reminders this one makes; those that were missed make no further message. */
export function remindersAfter(ages: readonly number[], toldAt: Date, done: number, now: Date): number {
  for (let count = done + 1; ; count++) {
    const next = nextReminder(ages, toldAt, count)
    if (!next || next > now) return count
  }
}
