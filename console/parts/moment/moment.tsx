import { useFormatter } from 'use-intl'
import { useClock } from './clock.ts'

/** A moment, exact and relative, so that nothing is only on hover. @param at ISO 8601 */
export function Moment({ at, short = false }: { at: string; short?: boolean }) {
  const format = useFormatter()
  const now = useClock()
  const date = new Date(at)
  const near = Math.abs(now.getTime() - date.getTime()) < 20 * 3_600_000
  const day = near ? {} : { day: 'numeric', month: 'short', ...(date.getFullYear() === now.getFullYear() ? {} : year) }
  const exact = format.dateTime(date, {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as object)
  const full = format.dateTime(date, { dateStyle: 'full', timeStyle: 'long' })
  return (
    <time dateTime={at} title={full}>
      {short ? format.relativeTime(date, now) : `${exact} (${format.relativeTime(date, now)})`}
    </time>
  )
}

const year = { year: 'numeric' } as const
