/** A destination that this process serves: its connector is open, its mapping is compiled. */

import type { DestinationConfig } from '../config/destination.ts'
import type { Policy } from '../config/policy.ts'
import type { Connector, Destination, Log, Memory, Repeat } from '../connector.ts'
import { compileMapping, type Mapping } from '../mapping/map.ts'
import { guardAddresses } from '../outside/address-guard.ts'
import { openHttp } from '../outside/http.ts'

export interface OpenDestination {
  id: string
  connector: Connector
  destination: Destination
  /** The mapping for leads of this route. */
  mapping(route: string): Mapping
  policy: Policy
  repeat: Repeat
  settingsHash: string
  /** An attempt begins; `leave` ends it. */
  enter(): void
  leave(): void
  /** Waits for the attempts under way, then closes the connections. */
  close(): Promise<void>
}

export interface DestinationTools {
  log: Log
  memory: Memory
}

export function openDestination(config: DestinationConfig, { log, memory }: DestinationTools): OpenDestination {
  const { connector, settings, policy } = config
  const guard = guardAddresses(policy.allowNetworks)
  const http = openHttp({ guard, timeout: policy.deadline, connections: policy.concurrency })
  const tools = { destination: config.id, http, log, memory, now: () => new Date(), resolve: guard.resolve }
  const destination = connector.open(settings, tools)
  if (typeof (destination as Partial<Destination> | undefined)?.deliver !== 'function') {
    throw new Error('open must return an object with deliver, not a promise')
  }
  let underWay = 0
  let idle: (() => void) | undefined
  return {
    id: config.id,
    connector,
    destination,
    mapping: mappings(config),
    policy,
    repeat: typeof connector.repeat === 'function' ? connector.repeat(settings) : connector.repeat,
    settingsHash: config.settingsHash,
    enter: () => void underWay++,
    leave() {
      if (--underWay === 0) idle?.()
    },
    async close() {
      if (underWay > 0) await new Promise<void>((resolve) => (idle = resolve))
      await destination.close?.()
      http.close()
    },
  }
}

/** A route's own mapping is compiled when its first lead comes, because a thousand routes may each have a mapping. */
function mappings({ fields, byRoute }: DestinationConfig): (route: string) => Mapping {
  const common = compileMapping(fields)
  const made = new Map<string, Mapping>()
  return (route) => {
    const own = byRoute.get(route)
    if (!own) return common
    const mapping = made.get(route) ?? compileMapping(own)
    made.set(route, mapping)
    return mapping
  }
}
