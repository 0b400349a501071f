/** One source, read until it is told to stop. */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { SourceConfig } from '../config/source.ts'
import type { PolledSource } from '../ledger/polls.ts'
import { guardAddresses } from '../outside/address-guard.ts'
import { type Http, openHttp } from '../outside/http.ts'
import { sourceOf } from '../sources/open.ts'
import { round } from './round.ts'
import type { PollerTools } from './tools.ts'

export interface Poller {
  /** What the ledger knows it by. */
  entry: PolledSource
  /** Once; again does nothing. */
  start(): void
  /** A page under way is given up, or stored whole; resolves when nothing is under way. */
  close(): Promise<void>
}

/** How often a hub asks the ledger whether it is its turn. */
const askEvery = 1_000

/** Does no I/O before `start`. @returns undefined for a source that leads are posted to. */
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
      const more = await round(polled, tools, signal).catch((error: unknown) => {
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

/** The same for the same settings: such a source is read on as it is. */
export function settingsHash(source: SourceConfig): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16)
}
