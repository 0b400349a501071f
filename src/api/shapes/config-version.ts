import { z } from 'zod'
import type { ConfigVersion } from '../../ledger/config-versions.ts'
import { named, page, time } from './named.ts'

export const configVersionShape = named(
  'ConfigVersion',
  z.object({
    version: z.string().meta({ description: 'Stands on every lead, delivery and attempt made under it.' }),
    loadedAt: time.meta({ description: 'The first time.' }),
    inForceSince: time.meta({ description: 'The last time that it was put in another’s place.' }),
    inForce: z.boolean().meta({ description: 'On the hub that answers.' }),
  }),
)

export const configVersionListShape = page('ConfigVersionPage', configVersionShape)

export const configTextShape = named(
  'ConfigText',
  z.object({ ...configVersionShape.shape, text: z.string().meta({ description: 'As written, with references.' }) }),
)

const difference = named(
  'ConfigDifference',
  z.object({
    path: z.string().meta({ description: '`routes.eu.to`: members of a list that have names stand under them.' }),
    change: z.enum(['added', 'removed', 'changed', 'reordered']),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  }),
)

export const configDifferencesShape = named(
  'ConfigDifferences',
  z.object({
    from: z.string(),
    to: z.string(),
    differences: z.array(difference).meta({ description: 'Of settings that are secrets the references alone.' }),
    patch: z.string().nullable().meta({ description: 'Unified; null when the texts differ too much for one.' }),
  }),
)

export function asConfigVersion(
  row: Omit<ConfigVersion, 'id'>,
  version: string,
  inForce: string,
): z.input<typeof configVersionShape> {
  return {
    version,
    loadedAt: row.loaded_at.toISOString(),
    inForceSince: row.in_force_since.toISOString(),
    inForce: version === inForce,
  }
}
