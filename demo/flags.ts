import { parseArgs } from 'node:util'
import { z } from 'zod'
import { duration } from '../src/settings/duration.ts'

export const usage = `npm run demo -- [--for 30s] [--rate 5] [--port 8081] [--seed 7]

  --for   ends by itself after this time; without it, at Ctrl-C
  --rate  leads per second, 0.1 to 20 (default 1)
  --port  where the hub listens, 0 = any free one (default 8080, or any free one when that is taken)
  --seed  the same leads again; the hub then sees the sender's repeats (default: others at every start)`

const shape = z.object({
  for: duration.refine((ms) => ms > 0 && ms <= 86_400_000, 'must be longer than 0 and at most 1d').optional(),
  rate: z.coerce.number('must be a number').min(0.1, 'must be at least 0.1').max(20, 'must be at most 20').default(1),
  port: z.coerce.number('must be a port').int('must be a port').min(0).max(65535).optional(),
  seed: z.coerce.number('must be a whole number').int('must be a whole number').optional(),
})

export type Flags = z.output<typeof shape>

/** @throws Error that tells every flag that is wrong. */
export function readFlags(args: string[]): Flags {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args, options: { for: text, rate: text, port: text, seed: text } })
  const read = shape.safeParse(values)
  if (read.success) return read.data
  throw new Error(read.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'))
}
