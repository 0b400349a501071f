/**
 * The demonstration without a config.yaml: one documented lead, real parts on this machine, and one wrong destination.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Hub } from '../hub/hub.ts'
import { accepts, startAzurite } from './azurite.ts'
import { type DemoFile, shownPath, writeDemoFile } from './config-file.ts'
import { startReceiver } from './receiver.ts'
import { announceDemo, showDemo } from './show.ts'

/** A demonstration, which replaces config.yaml. */
export interface Demo {
  /** Its folder in the data folder, so that its data is never mixed with a hub's data. */
  folder: string
  /** Called before PostgreSQL starts, which takes some time at the first start. */
  announce(): void
  start(dataDir: string): Promise<StartedDemo>
}

export interface StartedDemo {
  /** Read again whenever it changes, as the file of a hub is. */
  file: DemoFile
  /**
   * Shows on standard output what happens.
   * @param token a token for the management API
   * @returns whether the demonstration is over; otherwise the hub runs until it is stopped
   */
  show(hub: Hub, token: string): Promise<boolean>
  /** Called before the hub is closed: ends `show`. */
  finish(): Promise<void>
  close(): Promise<void>
}

export function firstRun(configPath: string): Demo {
  return { folder: 'demonstration', announce: () => announceDemo(configPath), start }
}

async function start(dataDir: string): Promise<StartedDemo> {
  mkdirSync(dataDir, { recursive: true })
  const [azurite, receiver, port] = await Promise.all([
    startAzurite(path.join(dataDir, 'azurite')),
    startReceiver(),
    demoPort(),
  ])
  const key = ingestKey(path.join(dataDir, 'ingest-key'))
  const file = writeDemoFile(dataDir, textFor(port), {
    INGEST_KEY: key,
    LEADS_TABLE: azurite.connectionString(),
    OLD_TABLE: azurite.connectionString(Buffer.from('an old account key').toString('base64')),
    WEBHOOK: receiver.url,
  })
  return {
    file,
    async show(hub) {
      await showDemo(hub, key, { file: shownPath(file.path), taken: port === 0 ? usualPort : undefined })
      return false
    },
    finish: async () => undefined,
    async close() {
      await Promise.all([azurite.close(), receiver.close()])
    },
  }
}

/** @param wanted the person's port. @default 8080, or any free port when 8080 is taken */
export async function demoPort(wanted?: number): Promise<number> {
  const taken = await accepts(wanted ?? usualPort)
  if (wanted && taken) throw new Error(`Something listens on port ${wanted} already. Give another --port, or 0.`)
  return wanted ?? (taken ? 0 : usualPort)
}

const usualPort = 8080

/** The key is stored, so that a copied ingest URL still works after a restart. */
function ingestKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    const key = randomBytes(18).toString('base64url')
    writeFileSync(file, key, { mode: 0o600 })
    return key
  }
}

const textFor = (port: number) => `
listen: { port: ${port} }
sources:
  marketplace: { type: marketplace, key: "\${env:INGEST_KEY}" }

destinations:
  leads-table:
    type: azure-table
    connectionString: \${env:LEADS_TABLE}
    delivery: { allowNetworks: [127.0.0.0/8] }
  crm-webhook:
    type: https
    url: \${env:WEBHOOK}
    receipt: body.id
    delivery: { allowNetworks: [127.0.0.0/8] }
  # Its account key is wrong on purpose. To fix it, let connectionString read secrets/leads-table, as above, and save this
  # file: the hub reads it again by itself. At the next start the file is written as it was.
  old-table:
    type: azure-table
    connectionString: \${env:OLD_TABLE}
    delivery: { allowNetworks: [127.0.0.0/8] }

routes:
  - { name: everything, to: [leads-table, crm-webhook, old-table] }
`
