import { policySchema } from '../../src/config/policy.ts'
import type { Connector, Destination, FieldMap, Problem, Repeat } from '../../src/connector.ts'
import { type OpenDestination, openDestination } from '../../src/delivery/open-destination.ts'
import { plain } from '../config/connector.ts'
import { inMemory } from '../connectors/tools.ts'

export interface DestinationParts {
  repeat?: Repeat
  fields?: FieldMap
  problems?: readonly Problem[]
  /** As under `delivery:` in config.yaml. */
  delivery?: object
}

/** Opens the destination `crm`, whose far end is the test's own. */
export function destinationTo(
  destination: Destination,
  { repeat = 'harmless', fields = {}, problems = [], delivery = {} }: DestinationParts = {},
): OpenDestination {
  const { type, label, summary, settings } = plain
  const connector: Connector = { type, label, summary, settings, fields, repeat, problems, open: () => destination }
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  return openDestination(
    {
      id: 'crm',
      connector,
      settings: {},
      policy: policySchema.parse(delivery),
      fields,
      byRoute: new Map(),
      settingsHash: 'h',
    },
    { log, memory: inMemory() },
  )
}
