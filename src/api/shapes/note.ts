import { z } from 'zod'
import { named } from './named.ts'

export const noteShape = named(
  'Note',
  z.union([
    z.string(),
    z.object({ field: z.string(), from: z.int(), to: z.int() }).meta({
      description: 'A value that was cut, with its lengths in UTF-16 units.',
    }),
  ]),
)
