import { type Lease, openLease, rightNow } from '../../src/delivery/lease.ts'

/** The lease of a worker that has just sent a heartbeat. */
export function heldLease(): Lease {
  const lease = openLease()
  lease.renew(rightNow(), { known: true, others: false })
  return lease
}
