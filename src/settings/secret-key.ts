import { z } from 'zod'

/** What somebody who knows the hub's address alone must not guess. */
export const secretKey = z.string().min(16, 'must have at least 16 characters')
