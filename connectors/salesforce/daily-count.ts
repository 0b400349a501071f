import type { Tools } from '../../src/connector.ts'
import { transient } from '../../src/failure.ts'

/** The posts of the last 24 hours, counted by the hour for all workers together. */
export interface DailyCount {
  /** Books one post. @throws transient when the limit is reached, until the oldest hour leaves the 24. */
  take(): Promise<Ticket>
}

interface Ticket {
  used: number
  /** Nothing was sent: the post does not count. */
  giveBack(): Promise<void>
}

const hourLength = 3_600_000

export function openDailyCount(limit: number, { memory, now, log, destination }: Tools): DailyCount {
  const warnAt = Math.ceil(limit * 0.8)
  let earlier: { hour: number; sum: number; oldest: number } | undefined

  const keyOf = (hour: number) => `web-to-lead:${new Date(hour * hourLength).toISOString().slice(0, 13)}`

  /** Past hours no longer change, so they are read once an hour. */
  async function before(hour: number) {
    if (earlier?.hour === hour) return earlier
    const hours = Array.from({ length: 24 }, (_, back) => hour - 24 + back)
    const counts = await Promise.all(hours.map(async (past) => Number((await memory.get(keyOf(past))) ?? 0)))
    const oldest = hours[counts.findIndex((count) => count > 0)] ?? hour
    earlier = { hour, oldest, sum: counts.reduce((sum, count) => sum + count, 0) }
    return earlier
  }

  return {
    async take() {
      const hour = Math.floor(now().getTime() / hourLength)
      const { sum, oldest } = await before(hour)
      const used = sum + (await memory.add(keyOf(hour), 1))
      const giveBack = async () => void (await memory.add(keyOf(hour), -1))
      if (used > limit) {
        await giveBack()
        const retryAt = new Date((oldest + 25) * hourLength)
        const message = `All ${limit} Web-to-Lead posts of 24 hours are used; Salesforce would queue or refuse more`
        throw transient({ code: 'DAILY_LIMIT', everyLead: true, retryAt, message, problem: 'salesforce-daily-limit' })
      }
      if (used === warnAt) log.warn({ destination, used, limit }, 'Web-to-Lead posts of 24 hours are running out')
      return { used, giveBack }
    },
  }
}
