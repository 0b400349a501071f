import { z } from 'zod'
import type { ExportedRow } from '../../ledger/reads/export.ts'
import { deliveryStates, leadStates } from '../../ledger/states.ts'
import { outcomes } from './delivery.ts'
import { iso, named, orNull, time } from './named.ts'

export const exportedLeadShape = named(
  'ExportedLead',
  z.object({
    id: z.uuid(),
    source: z.string(),
    state: z.enum(leadStates),
    receivedAt: time,
    reason: z.string().nullable(),
    test: z.boolean(),
    lead: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'As normalised; null where there is none.' }),
    deliveries: z.array(
      z.object({
        id: z.uuid(),
        destination: z.string(),
        state: z.enum(deliveryStates),
        settledAt: time.nullable(),
        receipt: z
          .object({ outcome: z.enum(outcomes), reference: z.string().nullable(), link: z.string().nullable() })
          .nullable(),
      }),
    ),
  }),
)

export function asExported(row: ExportedRow): z.input<typeof exportedLeadShape> {
  return {
    id: row.id,
    source: row.source,
    state: row.state,
    receivedAt: row.received_at.toISOString(),
    reason: orNull(row.reason),
    test: row.test,
    lead: row.lead && { ...row.lead },
    deliveries: row.deliveries.map(({ id, destination, state, settled_at, outcome, reference, link }) => ({
      id,
      destination,
      state,
      settledAt: iso(settled_at),
      receipt: outcome ? { outcome, reference: orNull(reference), link: orNull(link) } : null,
    })),
  }
}
