import { duration } from '../settings/duration.ts'

const day = 86_400_000

/** The retention setting of all types. At least a day, because a sender's repeats are recognised for a day. */
export const retention = duration
  .refine((ms) => ms >= day, 'must be at least 1d')
  .optional()
  .meta({
    help: 'Leads older than this are erased when all their deliveries have ended: `365d`. Default: leads are kept for ever.',
  })
