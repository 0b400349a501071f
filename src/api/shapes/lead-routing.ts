import { z } from 'zod'
import { deliveryStates } from '../../ledger/states.ts'
import type { WhyThere } from '../../operations/why-there.ts'
import { named } from './named.ts'

const routedStates = ['routed', 'unrouted', 'suppressed'] as const

const explainedShape = named(
  'RoutingUnderConfig',
  z.object({
    configVersion: z.string().nullable().meta({ description: 'null: the lead has not been routed yet.' }),
    unknown: z
      .string()
      .nullable()
      .meta({ description: 'Why it cannot be told; then `destinations` is empty, and `state` is null.' }),
    state: z.enum(routedStates).nullable(),
    reason: z.string(),
    destinations: z.array(
      z.object({
        destination: z.string(),
        sent: z.boolean().meta({ description: 'Whether the lead goes there by this configuration.' }),
        route: z.string().nullable().meta({ description: 'Its mapping and its switches count.' }),
        handling: z.array(z.string()),
        why: z.string().meta({ description: '`route consulting: offer is not consulting-*`' }),
        routes: z
          .array(
            z.object({
              route: z.string(),
              takes: z.enum(['to', 'otherwise', 'none']),
              conditions: z.array(
                z.object({
                  property: z.string(),
                  met: z.boolean().nullable().meta({ description: 'null: it would tell a viewer of the person.' }),
                  text: z.string(),
                }),
              ),
            }),
          )
          .meta({ description: 'The routes that name the destination.' }),
      }),
    ),
  }),
)

export const leadRoutingShape = named(
  'LeadRouting',
  z.object({
    lead: z.uuid(),
    deliveries: z
      .array(
        z.object({
          id: z.uuid(),
          destination: z.string(),
          route: z.string(),
          state: z.enum(deliveryStates),
          configVersion: z.string(),
        }),
      )
      .meta({ description: 'Where it went.' }),
    whenRouted: explainedShape.meta({ description: 'By the configuration that routed the lead.' }),
    today: explainedShape.meta({ description: 'By the configuration in force.' }),
  }),
)

type Explained = z.input<typeof explainedShape>

export function asUnknown(configVersion: string | null, unknown: string): Explained {
  return { configVersion, unknown, state: null, reason: '', destinations: [] }
}

export function asExplained(configVersion: string, { state, reason, destinations }: WhyThere): Explained {
  return {
    ...{ configVersion, unknown: null, state, reason },
    destinations: destinations.map(({ route, handling, routes, ...one }) => ({
      ...one,
      route: route ?? null,
      handling: [...handling],
      routes: routes.map(({ route: name, takes, conditions }) => ({ route: name, takes, conditions: [...conditions] })),
    })),
  }
}
