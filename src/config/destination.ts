/** One entry under `destinations:`: the connector's own settings, the hub's policy, the mapping. */
import { createHash } from 'node:crypto'
import type { Connector, Field, FieldMap } from '../connector.ts'
import { compileTemplate } from '../mapping/templates.ts'
import { knownKeys } from './known-keys.ts'
import { unknownReads } from './lead-paths.ts'
import type { Policy } from './policy.ts'
import { type ConfigProblem, fromZod, nearest } from './problems.ts'
import { destinationKeys, destinationSchema, mappingSchema } from './schema.ts'

export interface DestinationConfig {
  id: string
  connector: Connector
  /** Checked by the connector's own schema, secrets filled in. */
  settings: Record<string, unknown>
  policy: Policy
  /** The connector's default mapping with the operator's overrides. */
  fields: FieldMap
  /** Changes with any setting, a secret's value included. */
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
  // What is wrong in these two, the schema of the file tells.
  const common = destinationSchema.safeParse({ type, ...given({ delivery, mapping }) })
  const keys = [...Object.keys(connector.settings.shape), ...destinationKeys]
  const known = (at: readonly PropertyKey[]) => (at.length === 0 ? keys : knownKeys(connector.settings, at))
  const mapped = overridden(connector.fields, readable(mapping), `${path}.mapping`)
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
      settingsHash,
    },
  }
}

function given(parts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined && part !== null))
}

type Overrides = Record<string, string | null | Field>

/** Those of the mapping's entries that have the right shape. */
function readable(mapping: unknown): Overrides {
  const entries = typeof mapping === 'object' && mapping !== null ? Object.entries(mapping) : []
  return Object.assign({}, ...entries.map(([name, override]) => mappingSchema.safeParse({ [name]: override }).data))
}

function overridden(defaults: FieldMap, overrides: Overrides, path: string) {
  const fields: Record<string, Field> = { ...defaults }
  const problems: ConfigProblem[] = []
  for (const [name, override] of Object.entries(overrides)) {
    if (override === null) {
      delete fields[name]
      continue
    }
    const field = typeof override === 'string' ? { template: override } : override
    fields[name] = { ...defaults[name], ...field }
    for (const text of [field.template, field.default]) if (text) problems.push(...wrongIn(text, `${path}.${name}`))
  }
  return { fields, problems }
}

/** What LiquidJS refuses, and names of lead properties that do not exist. */
function wrongIn(text: string, path: string): ConfigProblem[] {
  try {
    return unknownReads(compileTemplate(text).reads).map(({ read, hint }) => ({
      path,
      message: `a lead has no property ${read}`,
      hint,
    }))
  } catch (error) {
    return [{ path, message: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'not a template' }]
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
