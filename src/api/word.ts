/** The word of a person who looked at the far end. */
import { z } from 'zod'

export const outcome = z.enum(['arrived', 'absent']).meta({
  description: '`arrived`: it becomes delivered. `absent`: an uncertain one becomes exhausted; a replay is safe.',
})

export const reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .meta({ description: 'Kept until the lead is erased; for operators.' })
