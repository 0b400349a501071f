import type { z } from 'zod'
import type { Config } from '../config/config.ts'
import type { Connector } from '../connector.ts'
import { asProblem, type problemShape } from './shapes/problem.ts'

/** The connectors of the configured destinations, each once. */
export function connectorsOf({ destinations }: Config): Connector[] {
  return [...new Set([...destinations.values()].map(({ connector }) => connector))]
}

/** The entry of any known connector or channel, whether a destination uses the connector or not. */
export function entryOf({ connectors, channels }: Config, id: string): z.input<typeof problemShape> | null {
  for (const connector of [...connectors, ...[...channels.values()].map(({ channel }) => channel)]) {
    const problem = connector.problems.find((one) => one.id === id)
    if (problem) return asProblem(connector, problem)
  }
  return null
}

export function problemOf(config: Config, destination: string, id: string): z.input<typeof problemShape> | null {
  const connector = config.destinations.get(destination)?.connector
  const problem = connector?.problems.find((one) => one.id === id)
  return connector && problem ? asProblem(connector, problem) : null
}
