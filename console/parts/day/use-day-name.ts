import { useFormatter } from 'use-intl'

/** `2026-11-28` → `Sat, 28 Nov 2026`. The day is one of the hub's zone, whatever zone the times are shown in. */
export function useDayName(): (day: string) => string {
  const format = useFormatter()
  return (day) =>
    format.dateTime(new Date(`${day}T00:00:00Z`), {
      ...({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const),
      timeZone: 'UTC',
    })
}
