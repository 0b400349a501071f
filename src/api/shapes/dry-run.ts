import { z } from 'zod'
import { deliveryStates } from '../../ledger/states.ts'
import type { DryRun } from '../../operations/dry-run.ts'
import { named, page } from './named.ts'
import { noteShape } from './note.ts'

const state = z.enum(['routed', 'unrouted', 'suppressed'])

const dryRunDestinationShape = z.object({
  destination: z.string(),
  connector: z.string(),
  route: z.string().meta({ description: 'The first route that names it: its mapping and its switches count.' }),
  alsoBy: z.array(z.string()).meta({ description: 'Routes that name it too.' }),
  handling: z.array(z.string()),
  fields: z.record(z.string(), z.string()).meta({ description: 'As mapped: defaulted and cut.' }),
  request: z
    .object({
      method: z.string(),
      to: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown(),
      notes: z.array(noteShape).optional(),
    })
    .nullable()
    .meta({ description: 'What would be sent, without secrets; null where the connector cannot tell.' }),
  notes: z.array(noteShape).meta({ description: 'What would be cut or left out.' }),
  refused: z
    .object({ class: z.string(), code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'Why it would not even be sent.' }),
  already: z
    .enum(deliveryStates)
    .nullable()
    .meta({ description: 'The state of the delivery that the lead has there: then nothing would be sent again.' }),
})

export const dryRunShape = named(
  'DryRun',
  z.object({
    lead: z.record(z.string(), z.unknown()).meta({ description: 'As normalised; what templates read.' }),
    repeat: z.boolean(),
    approved: z.boolean(),
    state,
    reason: z.string(),
    routes: z.array(
      z.object({
        route: z.string(),
        to: z.array(z.string()),
        unmet: z.array(z.string()).meta({ description: 'Why not, or why by its `otherwise`.' }),
      }),
    ),
    destinations: z.array(dryRunDestinationShape),
    withheld: z
      .array(z.object({ destination: z.string(), route: z.string(), why: z.string() }))
      .meta({ description: 'Destinations from which a rule keeps the lead.' }),
    configVersion: z.string(),
  }),
)

/** One of many leads: without requests, and only with the routes that take the lead. */
export const foreseenShape = named(
  'ForeseenLead',
  z.object({
    id: z.uuid(),
    received: z.string(),
    offer: z.string(),
    state,
    reason: z.string(),
    destinations: z.array(
      dryRunDestinationShape
        .pick({ destination: true, route: true, handling: true, notes: true, refused: true })
        .extend({ fields: z.record(z.string(), z.string()).optional().meta({ description: 'Only with whole=true.' }) }),
    ),
    stored: z
      .object({
        lead: z.record(z.string(), z.unknown()),
        raw: z.string().meta({ description: 'base64' }),
        repeat: z.boolean(),
        approved: z.boolean(),
      })
      .optional()
      .meta({ description: 'Only with whole=true: what another configuration can be tried on.' }),
  }),
)

export const foreseenPageShape = page('ForeseenPage', foreseenShape)

export type Foreseen = z.input<typeof foreseenShape>

export function asDryRunDestination(one: DryRun['destinations'][number], already: string | undefined) {
  const { request, refused, ...rest } = one
  const notes = [...rest.notes]
  const asked = request && {
    ...request,
    headers: request.headers && { ...request.headers },
    notes: request.notes && [...request.notes],
  }
  return {
    ...rest,
    ...{ alsoBy: [...rest.alsoBy], handling: [...rest.handling], fields: { ...rest.fields }, notes },
    request: asked ?? null,
    refused: refused ?? null,
    already: (already ?? null) as z.input<typeof dryRunDestinationShape>['already'],
  }
}
