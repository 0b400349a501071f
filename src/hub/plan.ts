/** The configuration in force: its destinations are open, its routes are compiled. */
import type { Config } from '../config/config.ts'
import type { DestinationConfig } from '../config/destination.ts'
import { openEach } from '../config/open-each.ts'
import type { Plan } from '../delivery/context.ts'
import { type OpenDestination, openDestination } from '../delivery/open-destination.ts'
import { storeConfig } from '../ledger/config-versions.ts'
import type { Db } from '../ledger/db.ts'
import { enterDestinations } from '../ledger/destinations.ts'
import { memoryOf } from '../ledger/memory.ts'
import { enterChannels } from '../ledger/notify/channels.ts'
import type { HubLog } from '../log.ts'
import { type LiveChannel, openChannels } from '../notify/open-channels.ts'
import { compileContacts } from '../routing/contacts.ts'
import { compileRoutes } from '../routing/route.ts'

export interface LivePlan extends Plan {
  config: Config
  destinations: ReadonlyMap<string, OpenDestination>
  channels: ReadonlyMap<string, LiveChannel>
}

/**
 * Destinations whose settings did not change stay open; the others are opened again. Opening does no I/O.
 * @throws ConfigError with each destination that cannot be opened
 */
export function openPlan(config: Config, before: LivePlan | undefined, db: Db, log: HubLog): LivePlan {
  const same = new Map<string, OpenDestination>()
  const others = new Map<string, DestinationConfig>()
  for (const [id, destination] of config.destinations) {
    const old = before?.config.destinations.get(id)
    const opened = old?.settingsHash === destination.settingsHash ? before?.destinations.get(id) : undefined
    if (opened) same.set(id, opened)
    else others.set(id, destination)
  }
  const opened = openEach({ destinations: others, secrets: config.secrets }, (destination) => {
    const { id } = destination
    return openDestination(destination, { log: log.child({ destination: id }), memory: memoryOf(db, id) })
  })
  const destinations = new Map([...same, ...opened])
  const { version: configVersion, repeatsWithin } = config
  const channels = openChannels(config, before?.channels, { db, log })
  const contactsOf = compileContacts(config.contacts)
  return { config, configVersion, route: compileRoutes(config), contactsOf, repeatsWithin, destinations, channels }
}

/**
 * Enters the configuration into the ledger, before a lead can be routed by it.
 * @returns ids of the closed destinations whose settings changed
 */
export async function enterConfig(db: Db, { version, text, destinations, channels }: Config): Promise<string[]> {
  await storeConfig(db, version, text)
  const named = [...channels.values()].map(({ id, channel, settingsHash }) => ({
    id,
    type: channel.type,
    settingsHash,
  }))
  await enterChannels(db, named)
  const entries = [...destinations.values()].map(({ id, connector, settingsHash }) => ({
    ...{ id, connector: connector.type, settingsHash },
  }))
  return enterDestinations(db, entries)
}

/** Opens the plan at the start. @param opened parts to close if the plan cannot be opened */
export async function openFirstPlan(
  config: Config,
  db: Db,
  log: HubLog,
  opened: readonly { close(): Promise<void> }[],
): Promise<LivePlan> {
  try {
    return openPlan(config, undefined, db, log)
  } catch (error) {
    for (const part of opened) await part.close()
    throw error
  }
}

/** Closes the destinations and channels that the new plan no longer has, once their attempts under way have ended. */
export async function closeRemoved(before: LivePlan, now: LivePlan | undefined): Promise<void> {
  const removed = [...before.destinations.values()].filter((opened) => now?.destinations.get(opened.id) !== opened)
  const silenced = [...before.channels].filter(([id, { open }]) => now?.channels.get(id)?.open !== open)
  await Promise.allSettled([...removed, ...silenced.map(([, channel]) => channel)].map((opened) => opened.close()))
}
