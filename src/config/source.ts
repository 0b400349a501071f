/** The shape of an entry under `sources:`; each type has its own keys. */
import { z } from 'zod'
import { sources } from '../sources/index.ts'

type Settings = (typeof sources)[number]['settings']

const [first, ...others] = sources.map(({ settings }): Settings => settings) as [Settings, ...Settings[]]

export const sourceSchema = z.discriminatedUnion('type', [first, ...others], {
  error: ({ code }) => (code === 'invalid_union' ? 'no such source type' : undefined),
})

export type SourceConfig = z.output<typeof sourceSchema>

/** The keys of a type. For an unknown type, the keys of all types, because a secret may stand there too. */
export function sourceSettings(type: unknown): Readonly<Record<string, z.core.$ZodType>> {
  const known = sources.filter((source) => source.type === type)
  return Object.assign({}, ...(known.length > 0 ? known : sources).map(({ settings }) => settings.shape))
}
