import { openPace, type Pace } from './pace.ts'
import { openTurns, type Turns } from './turns.ts'

export interface Instance {
  pace: Pace
  turns: Turns
}

const instances = new Map<string, Instance>()

/** Adobe's limits and the duplicate rule hold for a whole Marketo instance, so all its destinations here share one. */
export function instanceAt(origin: string): Instance {
  const instance = instances.get(origin) ?? { pace: openPace(), turns: openTurns() }
  instances.set(origin, instance)
  return instance
}
