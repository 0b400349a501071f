/** Reads the routes of a stored configuration text. Routes need no secrets, so no variable and no file is read. */
import { z } from 'zod'
import type { Connector } from '../connector.ts'
import type { RoutingConfig } from '../routing/route.ts'
import { asRecord } from './as-record.ts'
import { ConfigError } from './problems.ts'
import { routeProblems, routingConfig } from './routes.ts'
import { fileSchema } from './schema.ts'
import { isReference } from './secrets.ts'
import { parsedYaml } from './yaml.ts'

export interface StoredRouting {
  routing: RoutingConfig
  /** The ids of the destinations, in the order of the file. */
  destinations: readonly string[]
}

const { routes, otherwise, rules } = fileSchema.shape
const routingPart = z.object({ routes, otherwise, rules })

/** @returns `unreadable`: why this program cannot read the routes of the text, for the operator. */
export function storedRouting(text: string, connectors: readonly Connector[]): StoredRouting | { unreadable: string } {
  const file = readFile(text)
  if (!file) return { unreadable: 'The text of this configuration is no YAML that this program reads.' }
  const { routes, otherwise, rules, destinations } = file
  if (holdsReference([routes, otherwise, rules])) {
    return { unreadable: 'The routes of this configuration name variables or files, whose former values are not kept.' }
  }
  const read = routingPart.safeParse(without({ routes, otherwise, rules }))
  if (!read.success || routeProblems(file).length > 0) {
    return { unreadable: 'The routes of this configuration were written for another version of the program.' }
  }
  const written = Object.entries(asRecord(destinations)).map(([id, one]) => ({ id, type: asRecord(one)['type'] }))
  const known = written.flatMap(({ id, type }) => {
    const connector = connectors.find((one) => one.type === type)
    return connector ? [{ id, connector }] : []
  })
  return { routing: routingConfig(read.data, known), destinations: written.map(({ id }) => id) }
}

function readFile(text: string): Record<string, unknown> | undefined {
  try {
    return asRecord(parsedYaml(text))
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

function holdsReference(value: unknown): boolean {
  if (typeof value === 'string') return isReference(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsReference)
}

function without(parts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined))
}
