import { z } from 'zod'

/** A secret that cannot be guessed. */
export const secretKey = z.string().min(16, 'must have at least 16 characters')
