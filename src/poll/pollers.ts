/** Polls the sources on every hub that takes in leads; only one hub reads a source at a time. */
import type { Config } from '../config/config.ts'
import { enterPolls } from '../ledger/polls.ts'
import { openPoller, type Poller, settingsHash } from './poller.ts'
import type { PollerTools } from './tools.ts'

export interface Pollers {
  /** Polls the sources of this configuration from now on. Sources with unchanged settings continue their reading. */
  reload(config: Pick<Config, 'sources'>): Promise<void>
  /** Resolves when nothing is under way. */
  close(): Promise<void>
}

export function openPollers(tools: PollerTools): Pollers {
  let running: readonly Poller[] = []
  let closed = false
  const same = (id: string, hash: string) =>
    running.find(({ entry }) => entry.source === id && entry.settingsHash === hash)

  return {
    async reload({ sources }) {
      const next = [...sources].flatMap(
        ([id, source]) => same(id, settingsHash(source)) ?? openPoller(id, source, tools) ?? [],
      )
      await Promise.all(running.filter((one) => !next.includes(one)).map((one) => one.close()))
      if (closed) return
      running = next
      await enterPolls(
        tools.db,
        next.map(({ entry }) => entry),
      )
      for (const one of next) one.start()
    },
    async close() {
      closed = true
      await Promise.all(running.map((one) => one.close()))
    },
  }
}
