/** Hours since 1970 in UTC, and their places in the week. */

/** All in milliseconds. */
export const hour = 3_600_000
export const day = 24 * hour
export const week = 7 * day

export const hoursOfWeek = 168

export function hourOf(moment: number): number {
  return Math.floor(moment / hour)
}

/** The hour of the week, 0 = Monday 00:00. 1970 began on a Thursday. */
export function cellOf(hourSince1970: number): number {
  return (hourSince1970 + 72) % hoursOfWeek
}

/** The same hour of a Sunday. */
export function onSunday(cell: number): number {
  return 6 * 24 + (cell % 24)
}

/** A mild office week, mean 1: it stands in where a series has few leads of its own. */
export const mildWeek: readonly number[] = scaledToMean1(
  Array.from({ length: hoursOfWeek }, (_, cell) => {
    const daytime = cell % 24 >= 6 && cell % 24 < 20
    return (cell < 5 * 24 ? 1 : 0.5) * (daytime ? 1 : 0.4)
  }),
)

export function scaledToMean1(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value / mean)
}
