/** What stands under `sources:`; each type has its own keys. */
import { z } from 'zod'
import { azureTableSource } from './sources/azure-table.ts'
import { formSource } from './sources/form.ts'
import { jsonSource } from './sources/json.ts'
import { marketplaceSource } from './sources/marketplace.ts'

export const sourceTypes = [marketplaceSource, formSource, jsonSource, azureTableSource] as const

export const sourceSchema = z.discriminatedUnion('type', sourceTypes, {
  error: ({ code }) => (code === 'invalid_union' ? 'no such source type' : undefined),
})

/** The keys of a type; of no known type those that any has, since a secret may stand in them all the same. */
export function sourceSettings(type: unknown): Readonly<Record<string, z.core.$ZodType>> {
  const known = sourceTypes.filter(({ shape }) => shape.type.value === type)
  return Object.assign({}, ...(known.length > 0 ? known : sourceTypes).map(({ shape }) => shape))
}

export type SourceConfig = z.output<typeof sourceSchema>

export type SourceOf<Type extends SourceConfig['type']> = Extract<SourceConfig, { type: Type }>
