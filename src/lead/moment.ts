/** Converts the senders' times to ISO 8601 in UTC. */

/** .NET ticks: 100 ns since 0001-01-01 UTC. */
export function ticksToIso(ticks: string): string {
  return new Date(Number(BigInt(ticks) / 10_000n) - 62_135_596_800_000).toISOString()
}

/** Blank when the text is not a time. A time without a zone is UTC; ten digits are seconds, 13 digits milliseconds. */
export function isoOf(value: string): string {
  const time = /^\d{10}(\d{3})?$/.test(value) ? Number(value.padEnd(13, '0')) : timeOf(value)
  return Number.isNaN(time) ? '' : new Date(time).toISOString()
}

function timeOf(value: string): number {
  const zoned = /(z|utc|gmt|[+-]\d\d:?\d\d)$/i.test(value)
  return zoned ? Date.parse(value) : Date.parse(/\dT\d/.test(value) ? `${value}Z` : `${value} UTC`)
}
