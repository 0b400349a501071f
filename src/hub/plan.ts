/** The configuration in force: its destinations opened, its routes compiled. */
import type { Config } from '../config/config.ts'
import type { Plan } from '../delivery/context.ts'
import { openTrack, type Track } from '../delivery/open-destination.ts'
import type { Db } from '../ledger/db.ts'
import { memoryOf } from '../ledger/memory.ts'
import type { HubLog } from '../log.ts'
import { compileRoutes } from '../routing/route.ts'

export interface LivePlan extends Plan {
  config: Config
  tracks: ReadonlyMap<string, Track>
}

/** Tracks whose settings did not change go on as they are; the others are opened anew. Opening does no I/O. */
export function openPlan(config: Config, before: LivePlan | undefined, db: Db, log: HubLog): LivePlan {
  const tracks = new Map<string, Track>()
  for (const [id, destination] of config.destinations) {
    const old = before?.config.destinations.get(id)
    const same = old?.settingsHash === destination.settingsHash ? before?.tracks.get(id) : undefined
    tracks.set(id, same ?? openTrack(destination, { log: log.child({ destination: id }), memory: memoryOf(db, id) }))
  }
  const { version: configVersion, repeatsWithin } = config
  return { config, configVersion, route: compileRoutes(config), repeatsWithin, tracks }
}

/** Lets go of the tracks that the new plan no longer has, once their deliveries under way have ended. */
export async function closeGone(before: LivePlan, now: LivePlan | undefined): Promise<void> {
  const gone = [...before.tracks.values()].filter((track) => now?.tracks.get(track.id) !== track)
  await Promise.allSettled(gone.map((track) => track.close()))
}
