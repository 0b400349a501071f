import { z } from 'zod'
import type { OpenDestination } from '../../delivery/open-destination.ts'
import type { Lately } from '../../ledger/figures/lately.ts'
import type { Counts, DestinationRow } from '../../ledger/reads/destinations.ts'
import { destinationStamp } from '../../ledger/reads/stamps.ts'
import { deliveryStates, destinationStates } from '../../ledger/states.ts'
import type { Sight } from '../privacy.ts'
import { etag, iso, named, orNull, time } from './named.ts'
import { problemShape } from './problem.ts'

type Far = OpenDestination['destination']

export const trouble = named(
  'Trouble',
  z.object({
    code: z.string().nullable(),
    status: z.int().nullable(),
    message: z.string(),
    problem: problemShape.nullable().meta({ description: 'The catalogue entry, where it is a documented problem.' }),
  }),
)

export const destinationShape = named(
  'Destination',
  z.object({
    id: z.string(),
    etag,
    connector: z.string(),
    configured: z.boolean().meta({ description: 'false: it left the configuration and leads still wait for it.' }),
    state: z.enum(destinationStates),
    since: time,
    heldBy: z.string().nullable().meta({ description: 'The operator who holds it; null when the hub does.' }),
    trouble: trouble.nullable(),
    probeAt: time.nullable().meta({ description: 'When the hub looks again by itself; null = not by itself.' }),
    counts: z.partialRecord(z.enum(deliveryStates), z.int()).meta({
      description: 'Deliveries by state, without `delivered`.',
    }),
    delivered: z.object({ day: z.int(), week: z.int() }).meta({
      description:
        'Deliveries that arrived in the last 24 and the last 168 hours, the present one included: by a first receipt, a look-up or a settlement.',
    }),
    pace: z.object({ attempts: z.int(), failed: z.int(), p50: z.int().nullable(), p95: z.int().nullable() }).meta({
      description: 'Attempts of the last 24 hours, and the milliseconds that half and 95 of 100 took at most.',
    }),
    tests: z.object({ delivered: z.int(), failed: z.int() }).meta({
      description:
        'Test leads that arrived within the 24 hours, and attempts of test leads that failed: in no other figure.',
    }),
    expiries: z.array(z.object({ setting: z.string(), at: time })).meta({ description: 'Secrets that end.' }),
    checkable: z.boolean().meta({ description: 'Whether it can be checked without sending a lead.' }),
    looksUp: z.boolean().meta({ description: 'Whether its far end can be asked for a record: see `POST /lookups`.' }),
    tellsUsage: z.boolean().meta({ description: 'Whether its far end tells quotas: see `GET …/usage`.' }),
  }),
)

export const destinationListShape = named('DestinationList', z.object({ items: z.array(destinationShape) }))

export const destinationDetailShape = named(
  'DestinationDetail',
  z.object({
    ...destinationShape.shape,
    label: z.string().nullable(),
    settings: z
      .record(z.string(), z.unknown())
      .meta({ description: 'As configured; of a secret its reference, and nothing for a viewer.' }),
    limits: z
      .object({
        concurrency: z.int().meta({ description: 'Attempts under way at once, in each worker.' }),
        rate: z
          .object({ max: z.int(), per: z.int() })
          .nullable()
          .meta({ description: 'Deliveries in `per` milliseconds.' }),
        deadline: z.int().meta({ description: 'Milliseconds within which an attempt must end.' }),
        within: z.int().meta({ description: 'Milliseconds of failed attempts after which a delivery is `exhausted`.' }),
      })
      .nullable()
      .meta({ description: 'null: it left the configuration.' }),
  }),
)

export const checkShape = named(
  'Check',
  z.object({
    ok: z.boolean().nullable().meta({ description: 'null: it cannot be checked without sending a lead.' }),
    trouble: trouble.nullable(),
    doubts: z
      .array(
        z.object({
          field: z.string(),
          doubt: z.enum(['unknown', 'read-only', 'cut', 'unfilled']),
          message: z.string(),
        }),
      )
      .meta({ description: "What the far end's own fields say of the mapping, where it tells them." }),
    detail: z.string().meta({ description: 'What follows for the leads that wait.' }),
  }),
)

type Problem = z.input<typeof problemShape> | null

export function asDestination(
  row: DestinationRow,
  { counts, lately, far }: { counts: Counts | undefined; lately: Lately | undefined; far: Far | undefined },
  problem: Problem,
  sight: Sight,
): z.input<typeof destinationShape> {
  return {
    id: row.id,
    etag: destinationStamp(row),
    connector: row.connector,
    configured: row.configured,
    state: row.state,
    since: row.since.toISOString(),
    heldBy: orNull(row.held_by),
    trouble: row.message === '' && row.code === '' ? null : asTrouble(row, problem, sight),
    probeAt: iso(row.probe_at),
    counts: counts ?? {},
    delivered: lately?.delivered ?? { day: 0, week: 0 },
    pace: lately?.pace ?? { attempts: 0, failed: 0, p50: null, p95: null },
    tests: lately?.tests ?? { delivered: 0, failed: 0 },
    expiries: (far?.expiries?.() ?? []).map(({ setting, at }) => ({ setting, at: at.toISOString() })),
    checkable: far?.check !== undefined,
    looksUp: far?.find !== undefined,
    tellsUsage: far?.usage !== undefined,
  }
}

export function asTrouble(
  why: { code: string; status?: number | null | undefined; message: string },
  problem: Problem,
  sight: Sight,
): z.input<typeof trouble> {
  return { code: orNull(why.code), status: why.status ?? null, message: sight.text(why.message), problem }
}

export const testLeadShape = named('TestLead', z.object({ lead: z.uuid(), delivery: z.uuid() }))
