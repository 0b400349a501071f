/** Leads taken in and put in line while no worker runs. */
import type { Child } from './child.ts'
import { startHub } from './hub.ts'
import type { Flood, Flooded } from './processes/flood.ts'
import type { Ground } from './stack.ts'

export async function fill(
  ground: Ground,
  flood: Child<Flood, Flooded>,
  urls: readonly string[],
  leads: number,
): Promise<void> {
  const hub = await startHub(ground, { role: 'ingest', urls })
  const { statuses } = await flood.ask({ url: hub.ingestUrl, amount: leads })
  await hub.stop()
  if (statuses['202'] !== leads) throw new Error(`${leads} leads were sent: ${JSON.stringify(statuses)}`)
}

export function destinationsOf(urls: readonly string[]): string[] {
  return urls.map((_, at) => `to-${at}`)
}
