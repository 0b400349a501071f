/** Reads one source until it is closed. */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { SourceConfig } from '../config/source.ts'
import type { PolledSource } from '../ledger/polls.ts'
import { guardAddresses } from '../outside/address-guard.ts'
import { type Http, openHttp } from '../outside/http.ts'
import { sourceOf } from '../sources/open.ts'
import { readPages } from './read-pages.ts'
import type { PollerTools } from './tools.ts'

export interface Poller {
  /** The source's entry in the ledger. */
  entry: PolledSource
  /** Starts reading; further calls do nothing. */
  start(): void
  /** Stops reading. A page under way is either dropped or stored whole. Resolves when nothing is under way. */
  close(): Promise<void>
}

/** Milliseconds between the hub's attempts to take the lease of the source. */
const askEvery = 1_000

/** Does no I/O before `start`. @returns undefined for a source to which leads are posted. */
export function openPoller(id: string, configured: SourceConfig, tools: PollerTools): Poller | undefined {
  const source = sourceOf(configured)
  const opened: Http[] = []
  const poll = source.poll?.(configured, {
    openHttp({ allowNetworks, maxReply }) {
      const http = openHttp({ guard: guardAddresses(allowNetworks), maxReply, connections: 2 })
      opened.push(http)
      return http
    },
    now: () => new Date(),
  })
  if (!poll) return undefined
  const stop = new AbortController()
  const { signal } = stop
  const entry = { source: id, settingsHash: settingsHash(configured), place: poll.place }
  const polled = { id, poll, read: source.read(configured), contentType: source.contentType }
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const more = await readPages(polled, tools, signal).catch((error: unknown) => {
        tools.onOutage(error)
        return false
      })
      if (!more) await pause(askEvery, undefined, { signal }).catch(() => undefined)
    }
  }

  return {
    entry,
    start() {
      running ??= run()
    },
    async close() {
      stop.abort()
      await running
      for (const http of opened) http.close()
    },
  }
}

/** Equal for equal settings; a source with the same hash continues its reading. */
export function settingsHash(source: SourceConfig): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16)
}
