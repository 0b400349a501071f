import { useSyncExternalStore } from 'react'
import { useFormatter } from 'use-intl'
import { byHubClock } from '../../hub/contact.ts'
import { onTick, shownNow } from './clock.ts'

interface Props {
  /** ISO 8601 */
  at: string
  /** Only how long ago. */
  short?: boolean
  /** Whether it is yet to come, such as the next attempt. What has happened is never told as yet to come. @default false */
  mayBeAhead?: boolean
}

/** A moment, exact and relative, so that nothing is only on hover. "Ago" is reckoned by the hub's clock. */
export function Moment({ at, short = false, mayBeAhead = false }: Props) {
  const format = useFormatter()
  const date = new Date(at)
  const relative = useSyncExternalStore(onTick, () => {
    const now = shownNow()
    return format.relativeTime(mayBeAhead ? date : Math.min(date.getTime(), now), now)
  })
  const now = new Date(shownNow())
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
      {short ? relative : `${exact} (${relative})`}
    </time>
  )
}

/** When the page read or asked something. @param at milliseconds of this browser's clock */
export function OwnMoment({ at }: { at: number }) {
  return <Moment at={new Date(byHubClock(at)).toISOString()} />
}

const year = { year: 'numeric' } as const
