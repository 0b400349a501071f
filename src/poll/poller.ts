/** One table, read until it is told to stop. */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { AzureTableSource } from '../config/sources/azure-table.ts'
import type { PolledSource } from '../ledger/polls.ts'
import { guardAddresses } from '../outside/address-guard.ts'
import { storageCredential } from '../outside/azure-storage.ts'
import { openTable, readPage } from '../outside/azure-tables.ts'
import { openHttp } from '../outside/http.ts'
import { round } from './round.ts'
import type { PollTools } from './tools.ts'

export interface Poller {
  /** What the ledger knows it by. */
  entry: PolledSource
  /** Once; again does nothing. */
  start(): void
  /** A page under way is given up, or stored whole; resolves when nothing is under way. */
  close(): Promise<void>
}

/** A page of 1,000 rows; leads have some thousand characters, the service allows a row 1 MiB. */
const maxReply = 64 * 1024 * 1024

/** How often a hub asks the ledger whether it is its turn. */
const askEvery = 1_000

/** Does no I/O before `start`. */
export function openPoller(id: string, source: AzureTableSource, tools: PollTools): Poller {
  const stop = new AbortController()
  const { signal } = stop
  const http = openHttp({ guard: guardAddresses(source.allowNetworks), maxReply, connections: 2 })
  const credential = storageCredential(source, 'table', { http, now: () => new Date() })
  const table = openTable(credential, source.table, http)
  const entry = { source: id, settingsHash: settingsHash(source), place: placeOf(credential.account, source) }
  const polled = { id, source, place: entry.place, read: readPage.bind(undefined, table) }
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
      http.close()
    },
  }
}

/** Whatever is read anew from the beginning when it changes. */
function placeOf(account: string, { table, from }: AzureTableSource): string {
  return [account, table.toLowerCase(), from].filter(Boolean).join('/')
}

/** The same for the same settings: such a source is read on as it is. */
export function settingsHash(source: AzureTableSource): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16)
}
