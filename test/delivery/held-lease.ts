import { type Lease, openLease, rightNow } from '../../src/delivery/lease.ts'

/** Of a worker that has just beaten. */
export function heldLease(): Lease {
  const lease = openLease()
  lease.renew(rightNow(), { known: true, others: false })
  return lease
}
