import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { searchedParts } from '../../lead/words.ts'
import type { PersonLead } from '../../ledger/person-leads.ts'
import type { LeadRow, LeadsDelivery, ListedLead } from '../../ledger/reads/leads.ts'
import { deliveryStates, leadStates } from '../../ledger/states.ts'
import type { Sight } from '../privacy.ts'
import { deliveryShape } from './delivery.ts'
import { named, orNull, page, time } from './named.ts'

const common = {
  id: z.uuid(),
  source: z.string(),
  state: z.enum(leadStates),
  receivedAt: time,
  reason: z
    .string()
    .nullable()
    .meta({ description: 'Why it is unrouted, unreadable or suppressed, or from which destinations a rule keeps it.' }),
  offer: z.string().meta({ description: '`publisher.offer`, or the title where no id is known.' }),
  test: z.boolean(),
}

export const leadShape = named(
  'Lead',
  z.object({
    ...common,
    name: z.string().nullable(),
    email: z.string().nullable(),
    company: z.string().nullable(),
    action: z.string().nullable(),
    deliveries: z.array(z.object({ id: z.uuid(), destination: z.string(), state: z.enum(deliveryStates) })),
    matched: z
      .array(z.enum([...searchedParts, 'receipt', 'id']))
      .optional()
      .meta({ description: 'What the text of a search was found in; only in a search by text.' }),
  }),
)

export const leadPageShape = page('LeadPage', leadShape)

const rawShape = z.object({ encoding: z.enum(['utf8', 'base64']), body: z.string() })

export const leadDetailShape = named(
  'LeadDetail',
  z.object({
    ...common,
    configVersion: z.string(),
    contentType: z.string(),
    lead: z.record(z.string(), z.unknown()).nullable().meta({ description: 'As normalised; what templates read.' }),
    raw: rawShape.optional().meta({ description: 'The body as it came; only with raw=true.' }),
    repeatOf: z.uuid().nullable().meta({
      description: "The same person's last lead for the same offer that reached somebody, or was on its way.",
    }),
    sameKeyAs: z.uuid().nullable().meta({
      description: 'A lead that came before under the same Idempotency-Key or webhook-id, with other content.',
    }),
    journey: z
      .array(
        z.object({
          id: z.uuid(),
          receivedAt: time,
          state: z.enum(leadStates),
          source: z.string(),
          action: z.string().nullable(),
          stage: z.string().nullable(),
        }),
      )
      .meta({ description: 'What this person did for this offer, this lead among it, oldest first.' }),
    awaiting: z.array(z.string()).meta({ description: 'Destinations to which it goes only after an approval.' }),
    deliveries: z.array(deliveryShape),
  }),
)

export const revealShape = named(
  'Reveal',
  z.object({
    id: z.uuid(),
    lead: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'As normalised; null where there is none.' }),
    contentType: z.string(),
    raw: rawShape.meta({ description: 'The body as it came.' }),
  }),
)

export function asLead(row: ListedLead, deliveries: readonly LeadsDelivery[], sight: Sight): z.input<typeof leadShape> {
  return {
    ...commonOf(row),
    name: sight.name(row.name ?? '') || null,
    email: orNull(sight.email(row.email)),
    company: sight.company(row.company ?? '') || null,
    action: row.action || null,
    deliveries: deliveries.map(({ id, destination, state }) => ({ id, destination, state })),
  }
}

export function asStep({ received_at, ...step }: PersonLead) {
  return { ...step, receivedAt: received_at.toISOString() }
}

export function commonOf(row: ListedLead | LeadRow) {
  return {
    id: row.id,
    source: row.source,
    state: row.state,
    receivedAt: row.received_at.toISOString(),
    reason: orNull(row.reason),
    offer: row.offer,
    test: row.test,
  }
}

export function asRaw(raw: Buffer): z.input<typeof rawShape> {
  const encoding = isUtf8(raw) ? 'utf8' : 'base64'
  return { encoding, body: raw.toString(encoding) }
}
