import { z } from 'zod'
import type { ProofDay } from '../../ledger/notify/proof-days.ts'
import type { AskedRow, MissingRow, ReconciliationRow } from '../../ledger/notify/proof-reads.ts'
import { leadStates } from '../../ledger/states.ts'
import type { Sight } from '../privacy.ts'
import { iso, named, orNull, time } from './named.ts'

export const daySchema = z.iso.date('must be a day such as 2027-03-28').meta({ examples: ['2026-11-28'] })

const figures = {
  accepted: z.int().meta({ description: 'Deliveries of the day’s leads: the sum of the next four.' }),
  delivered: z.int().meta({ description: 'With a receipt: the sum of the last three.' }),
  waiting: z.int().meta({ description: 'Under way: queued, sending, waiting or held.' }),
  failed: z.int().meta({ description: 'Rejected, uncertain or exhausted.' }),
  cancelled: z.int(),
  present: z.int().meta({ description: 'The far end has the record.' }),
  missing: z.int().meta({ description: 'The far end surely does not have it: deleted there, most likely.' }),
  unchecked: z.int().meta({ description: 'The far end cannot tell, or could not be asked.' }),
}

const row = {
  day: daySchema,
  destination: z.string(),
  offer: z.string(),
  ...figures,
  checkedAt: time,
}

const reconciliation = named('Reconciliation', z.object(row))

const proofDay = named(
  'ProofDay',
  z.object({
    day: daySchema,
    zone: z.string(),
    from: time,
    to: time,
    state: z.enum(['due', 'running', 'open', 'closed']).meta({
      description: '`open`: something of the day is under way, so it is proved again. `due`: it waits for its turn.',
    }),
    accepted: z.int().meta({ description: 'Leads of the day without test leads: the sum of `leads`.' }),
    leads: z.record(z.enum(leadStates), z.int()),
    odd: z
      .array(z.object({ lead: z.uuid(), why: z.enum(['not-routed', 'no-delivery', 'no-lead', 'erased']) }))
      .meta({ description: 'Leads that do not add up.' }),
    actor: z.string().nullable().meta({ description: 'The operator who had it proved last.' }),
    beganAt: time.nullable(),
    finishedAt: time.nullable(),
  }),
)

const notAsked = named(
  'NotAsked',
  z.object({
    day: daySchema,
    destination: z.string(),
    why: z.enum(['off', 'not-offered', 'gone', 'closed', 'busy', 'refused', 'young', 'untold']).meta({
      description:
        '`young`: records were delivered less than 15 minutes ago. `untold`: it told nothing of some records.',
    }),
    code: z.string().nullable(),
    problem: z.string().nullable(),
    message: z.string(),
  }),
)

export const reconciliationListShape = named(
  'ReconciliationList',
  z.object({
    days: z.array(proofDay),
    items: z.array(reconciliation),
    unasked: z.array(notAsked).meta({ description: 'Destinations with records that are unchecked, and why.' }),
  }),
)

export const reconciliationDetailShape = named(
  'ReconciliationDetail',
  z.object({
    day: proofDay,
    items: z.array(reconciliation).meta({ description: 'By offer.' }),
    unasked: notAsked.nullable(),
    missing: z.array(
      z.object({
        delivery: z.uuid(),
        lead: z.uuid(),
        offer: z.string(),
        reference: z.string().nullable(),
        deliveredAt: time.nullable(),
      }),
    ),
    next: z.string().nullable().meta({ description: '`after` of the next page of `missing`; null on the last one.' }),
  }),
)

export const proofDayShape = proofDay

export function asReconciliation({ checked_at, ...rest }: ReconciliationRow): z.input<typeof reconciliation> {
  return { ...rest, checkedAt: checked_at.toISOString() }
}

export function asProofDay(row: ProofDay): z.input<typeof proofDay> {
  const { day, zone, since, until, actor, wanted_at, began_at, finished_at, closed, leads, odd } = row
  const running = began_at && !finished_at
  const state = running ? 'running' : wanted_at || !began_at ? 'due' : closed ? 'closed' : 'open'
  return {
    ...{ day, zone, state, odd },
    from: since.toISOString(),
    to: until.toISOString(),
    accepted: Object.values(leads).reduce((sum, n) => sum + n, 0),
    leads: Object.fromEntries(leadStates.map((name) => [name, leads[name] ?? 0])) as Record<
      (typeof leadStates)[number],
      number
    >,
    actor: orNull(actor),
    beganAt: iso(began_at),
    finishedAt: iso(finished_at),
  }
}

export function asNotAsked({ day, destination, why, code, problem, message }: AskedRow, sight: Sight) {
  return {
    ...{ day, destination, code: orNull(code), problem: orNull(problem) },
    why: why as z.output<typeof notAsked>['why'],
    message: why === 'refused' ? sight.text(message) : message,
  }
}

export function asMissing({ reference, deliveredAt, ...rest }: MissingRow, sight: Sight) {
  return { ...rest, reference: orNull(sight.text(reference)), deliveredAt: iso(deliveredAt) }
}
