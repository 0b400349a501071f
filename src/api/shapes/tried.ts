import { z } from 'zod'
import { repeats, type TriedDeliveries } from '../../operations/dry-run-deliveries.ts'
import { named, orNull } from './named.ts'

export const triedShape = named(
  'TriedDeliveries',
  z.object({
    tried: z.int(),
    pass: z.int().meta({ description: 'They would be sent. The far end may still refuse them.' }),
    refused: z
      .array(
        z.object({
          destination: z.string(),
          class: z.string(),
          code: z.string().nullable(),
          message: z.string(),
          count: z.int(),
          delivery: z.uuid().meta({ description: 'The newest of them.' }),
          lead: z.uuid().meta({ description: 'Of that delivery.' }),
        }),
      )
      .meta({ description: 'Why they would not even be sent; the largest group first.' }),
    destinations: z.array(
      z.object({
        destination: z.string(),
        repeat: z.enum(repeats).meta({
          description:
            '`harmless`: the far end recognises a repeat. `looked-up`: the hub looks first. `doubles`: a record that is there would be there twice.',
        }),
        mayBeThere: z.int().meta({ description: 'How many of the tried may be there already.' }),
      }),
    ),
    more: z.boolean().meta({ description: 'There are more than were tried.' }),
    configVersion: z.string().meta({ description: 'Whose mapping was tried.' }),
  }),
)

export function asTried(
  { refused, destinations, ...counts }: TriedDeliveries,
  configVersion: string,
): z.input<typeof triedShape> {
  return {
    ...counts,
    destinations: [...destinations],
    refused: refused.map((one) => ({ ...one, code: orNull(one.code) })),
    configVersion,
  }
}
