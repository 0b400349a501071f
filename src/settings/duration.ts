import { z } from 'zod'

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const words = 'must be a duration such as 30s, 5m, 2h or 3d'

/** `500ms`, `30s`, `5m`, `2h`, `3d` → milliseconds. */
export const duration = z
  .string(words)
  .regex(/^\d{1,6}(\.\d{1,3})?\s*(ms|s|m|h|d)$/, words)
  .transform(toMilliseconds)

function toMilliseconds(text: string): number {
  const [, amount, unit] = /^([\d.]+)\s*(\w+)$/.exec(text) ?? []
  // Rounded, because 4.35s is 4349.999… in floating point, and timers refuse fractions.
  return Math.round(Number(amount) * units[unit as keyof typeof units])
}
