/** Reads the tables that the configuration names, on every hub that takes leads in; of all hubs one reads a table at a time. */
import type { Config } from '../config/config.ts'
import { enterPolls } from '../ledger/polls.ts'
import { openPoller, type Poller } from './poller.ts'
import type { PollTools } from './tools.ts'

export interface Pollers {
  /** From now on the tables of this configuration. Those whose settings did not change are read on as they are. */
  follow(config: Pick<Config, 'sources'>): Promise<void>
  /** Resolves when nothing is under way. */
  close(): Promise<void>
}

export function openPollers(tools: PollTools): Pollers {
  let running: readonly Poller[] = []

  return {
    async follow({ sources }) {
      const named = [...sources].flatMap(([id, source]) =>
        source.type === 'azure-table' ? [openPoller(id, source, tools)] : [],
      )
      const same = (one: Poller) => running.find(({ entry }) => sameAs(entry, one.entry))
      const next = named.map((one) => same(one) ?? one)
      await Promise.all(running.filter((one) => !next.includes(one)).map((one) => one.close()))
      running = next
      await enterPolls(
        tools.db,
        next.map(({ entry }) => entry),
      )
      for (const one of next) one.start()
    },
    async close() {
      await Promise.all(running.map((one) => one.close()))
    },
  }
}

function sameAs(a: Poller['entry'], b: Poller['entry']): boolean {
  return a.source === b.source && a.settingsHash === b.settingsHash
}
