/** Times and durations in the words of a message. */

/** Making a format takes far longer than using it. The zones are those of the configuration. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const before = formats.get(zone)
  if (before) return before
  const now = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    timeZoneName: 'longOffset',
  })
  formats.set(zone, now)
  return now
}

/** `29 Nov 10:42 (+01:00)` */
export function describeTime(at: Date, zone: string): string {
  const parts = formatOf(zone).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  return `${part('day')} ${part('month').replace('Sept', 'Sep')} ${part('hour')}:${part('minute')} (${offset})`
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** The two largest units: `2 d 4 h`, `1 h 7 min`, `45 s`. */
export function describeDuration(ms: number): string {
  const first = units.findIndex(([, size]) => ms >= size)
  if (first < 0) return '0 s'
  const [name, size] = units[first]!
  const whole = `${Math.floor(ms / size)} ${name}`
  const next = units[first + 1]
  const rest = next ? Math.floor((ms % size) / next[1]) : 0
  return next && rest > 0 && name !== 'min' ? `${whole} ${rest} ${next[0]}` : whole
}

/** `Mon 23 Nov` */
export function describeDay(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' },
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('weekday')} ${part('day')} ${part('month').replace('Sept', 'Sep')}`
}
