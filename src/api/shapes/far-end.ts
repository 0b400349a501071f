import { z } from 'zod'
import { named, time } from './named.ts'

const told = {
  tells: z.boolean().meta({ description: 'false: this kind of destination cannot tell.' }),
  asOf: time.nullable().meta({ description: 'When the far end was asked.' }),
}

export const farFieldsShape = named(
  'FarFields',
  z.object({
    ...told,
    items: z.array(
      named(
        'FarField',
        z.object({
          name: z.string(),
          label: z.string().nullable(),
          maxLength: z.int().nullable(),
          required: z.boolean(),
          writable: z.boolean(),
          mapped: z.boolean().meta({ description: "Whether the destination's own mapping fills it." }),
        }),
      ),
    ),
  }),
)

export const usageShape = named(
  'Usage',
  z.object({
    ...told,
    items: z.array(
      named(
        'Quota',
        z.object({
          quota: z.string().meta({ description: '`API calls in 24 hours`' }),
          used: z.int(),
          limit: z.int().nullable().meta({ description: 'null: the far end does not tell it.' }),
          left: z.int().nullable(),
          at: time.meta({ description: 'When the far end told the figure.' }),
        }),
      ),
    ),
  }),
)
