/** What operators did to a delivery: its replays, and who settled it. */
import { z } from 'zod'
import type { DeliveryRow } from '../../ledger/reads/deliveries.ts'
import type { Lineage } from '../../ledger/replays.ts'
import { deliveryStates } from '../../ledger/states.ts'
import { iso, named, orNull, time } from './named.ts'

export const settlementShape = named(
  'Settlement',
  z.object({
    by: z.string(),
    how: z
      .enum(['word', 'look-up'])
      .meta({ description: '`word`: an operator said so. `look-up`: the far end was asked.' }),
    reason: z.string().nullable().meta({ description: "The operator's reason; null for viewers." }),
  }),
)

export const lineageShape = named(
  'Lineage',
  z.object({
    at: time,
    actor: z.string(),
    replay: z.uuid().nullable().meta({ description: 'The replay of many; null if it was replayed alone.' }),
    was: z.enum(deliveryStates).meta({ description: 'Its state before.' }),
    settlement: settlementShape
      .nullable()
      .meta({ description: 'Who had settled it before, and why; null if an attempt had.' }),
    undoneAt: time.nullable().meta({ description: 'When an undo took it back.' }),
  }),
)

type Role = 'viewer' | 'operator'

export function asLineage(row: Lineage, role: Role): z.input<typeof lineageShape> {
  const { at, actor, replay, state, undone_at } = row
  const settlement = asSettlement(row, role)
  return { at: at.toISOString(), actor, replay, was: state, settlement, undoneAt: iso(undone_at) }
}

/** The reason may name a person, so a viewer does not see it. */
export function asSettlement(
  row: Pick<DeliveryRow, 'settled_by' | 'settled_how' | 'settled_why'>,
  role: Role,
): z.input<typeof settlementShape> | null {
  const { settled_by: by, settled_how: how, settled_why: why } = row
  return by === '' || how === '' ? null : { by, how, reason: role === 'operator' ? orNull(why) : null }
}
