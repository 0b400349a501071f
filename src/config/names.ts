import { z } from 'zod'

/** The id of a source, destination, route or token in the file. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,47}$/, 'must be 1 to 48 of a-z, 0-9 and -, beginning with a letter or digit')
