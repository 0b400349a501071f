/** One entry under `destinations:`: the connector's own settings, the hub's policy, the mapping. */
import { createHash } from 'node:crypto'
import type { Connector, FieldMap } from '../connector.ts'
import { knownKeys } from './known-keys.ts'
import { overridden } from './mapping.ts'
import { nearest } from './nearest.ts'
import type { Policy } from './policy.ts'
import { type ConfigProblem, fromZod } from './problems.ts'
import { destinationKeys, destinationSchema } from './schema.ts'

export interface DestinationConfig {
  id: string
  connector: Connector
  /** The connector's settings, checked by its own schema, with the secrets filled in. */
  settings: Record<string, unknown>
  policy: Policy
  /** The connector's default mapping with the operator's overrides. */
  fields: FieldMap
  /** The mappings of routes that have their own, by the name of the route. */
  byRoute: ReadonlyMap<string, FieldMap>
  /** Changes with any setting, secret or mapping. */
  settingsHash: string
}

export interface ReadDestination {
  destination: DestinationConfig | undefined
  problems: ConfigProblem[]
}

export function readDestination(
  id: string,
  written: Record<string, unknown>,
  connectors: readonly Connector[],
): ReadDestination {
  const path = `destinations.${id}`
  const { type, delivery, mapping, ...settings } = written
  const connector = connectors.find((known) => known.type === type)
  if (!connector) {
    const types = connectors.map((known) => known.type)
    const hint = typeof type === 'string' ? nearest(type, types) : `known: ${types.join(', ')}`
    return { destination: undefined, problems: [{ path: `${path}.type`, message: 'no such connector', hint }] }
  }
  const checked = connector.settings.safeParse(settings, { reportInput: true })
  // The schema of the whole file reports the problems of these two keys.
  const common = destinationSchema.safeParse({ type, ...given({ delivery, mapping }) })
  const keys = [...Object.keys(connector.settings.shape), ...destinationKeys]
  const known = (at: readonly PropertyKey[]) => (at.length === 0 ? keys : knownKeys(connector.settings, at))
  const mapped = overridden(connector.fields, mapping, `${path}.mapping`)
  const problems = [...(checked.success ? [] : fromZod(checked.error.issues, path, known)), ...mapped.problems]
  if (!checked.success || !common.success) return { destination: undefined, problems }
  const settingsHash = digest([type, checked.data, common.data])
  return {
    problems,
    destination: {
      id,
      connector,
      settings: checked.data,
      policy: common.data.delivery,
      fields: mapped.fields,
      byRoute: new Map(),
      settingsHash,
    },
  }
}

function given(parts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined && part !== null))
}

/** The destination with the mappings of its routes. */
export function withRoutes(destination: DestinationConfig, byRoute: ReadonlyMap<string, FieldMap>): DestinationConfig {
  if (byRoute.size === 0) return destination
  return { ...destination, byRoute, settingsHash: digest([destination.settingsHash, [...byRoute]]) }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
