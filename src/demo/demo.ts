/** Without a config.yaml: one documented lead through real parts on this machine, and one destination that is wrong. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { connectors } from '../../connectors/index.ts'
import { type Config, readConfig } from '../config/config.ts'
import type { Hub } from '../hub/hub.ts'
import { accepts, startAzurite } from './azurite.ts'
import { startReceiver } from './receiver.ts'
import { showDemo } from './show.ts'

export interface Demo {
  config: Config
  /** Sends the lead and tells on standard output what became of it. */
  show(hub: Hub): Promise<void>
  close(): Promise<void>
}

export async function startDemo(dataDir: string): Promise<Demo> {
  mkdirSync(dataDir, { recursive: true })
  const [azurite, receiver, taken] = await Promise.all([
    startAzurite(path.join(dataDir, 'azurite')),
    startReceiver(),
    accepts(usualPort),
  ])
  const key = ingestKey(path.join(dataDir, 'ingest-key'))
  const variables = {
    INGEST_KEY: key,
    TABLE: azurite.connectionString(),
    WRONG_TABLE: azurite.connectionString(Buffer.from('an old account key').toString('base64')),
    WEBHOOK: receiver.url,
  }
  const config = readConfig(textFor(taken ? 0 : usualPort), { connectors, env: variables })
  return {
    config,
    show: (hub) => showDemo(hub, key, taken ? usualPort : undefined),
    async close() {
      await Promise.all([azurite.close(), receiver.close()])
    },
  }
}

const usualPort = 8080

/** Kept, so that an ingest URL once copied goes on working. */
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
    connectionString: \${env:TABLE}
    delivery: { allowNetworks: [127.0.0.0/8] }
  crm-webhook:
    type: https
    url: \${env:WEBHOOK}
    receipt: body.id
    delivery: { allowNetworks: [127.0.0.0/8] }
  old-table:
    type: azure-table
    connectionString: \${env:WRONG_TABLE}
    delivery: { allowNetworks: [127.0.0.0/8] }

routes:
  - { name: everything, to: [leads-table, crm-webhook, old-table] }
`
