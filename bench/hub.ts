/** The hub as a process of its own, as `npm start` runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readEnvironment } from '../src/env.ts'
import { eventually } from '../test/setup/eventually.ts'
import { freePort } from '../test/setup/server.ts'
import { ask } from './child.ts'
import type { AskHub, HubMemory } from './processes/inside-hub.ts'
import type { Ground } from './stack.ts'

export interface HubOptions {
  role: 'all' | 'ingest' | 'worker'
  /** Addresses of receivers, in the order of their destinations `to-0`, `to-1` … */
  urls: readonly string[]
  /** The `delivery:` block of all of them. */
  delivery?: object
}

export interface HubProcess {
  url: string
  pid: number | undefined
  /** Its configuration; written again, it is reloaded. */
  config: string
  ingestUrl: string
  memory(): Promise<HubMemory>
  /** Asks its API as its own user. @throws when it refuses */
  operate(method: 'PUT' | 'DELETE', address: string): Promise<void>
  /** Records a CPU profile while `work` runs. @returns the profile's text */
  profiled(work: () => Promise<void>): Promise<string>
  /** Stands still, as it is, until `thaw`: a backlog can grow beside it. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

const key = 'the-key-of-the-bench'

export async function startHub(ground: Ground, { role, urls, delivery = {} }: HubOptions): Promise<HubProcess> {
  const port = await freePort()
  // Of its own: two may run at once.
  const config = path.join(ground.folder, `config-${port}.yaml`)
  const logFile = path.join(ground.folder, `hub-${port}.log`)
  const variables = Object.fromEntries(urls.map((url, at) => [`RECEIVER_${at}`, url]))
  writeFileSync(config, configText(port, Object.keys(variables), delivery))
  const log = openSync(logFile, 'w')
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=8', '--expose-gc', '--import', at('processes/inside-hub.ts'), at('../src/main.ts')],
    {
      cwd: ground.folder,
      stdio: ['ignore', log, log, 'ipc'],
      env: {
        ...readEnvironment().variables,
        ...variables,
        KEY: key,
        DATABASE_URL: ground.databaseUrl,
        REDIS_URL: ground.redisUrl ?? '',
        LEADYARD_ROLE: role,
        LEADYARD_CONFIG: config,
        LEADYARD_LOG: 'info',
      },
    },
  )
  closeSync(log)
  await ready(child, port, logFile)
  const tell = (asked: AskHub) => ask<AskHub, HubMemory | null>(child, asked)
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    config,
    ingestUrl: `http://127.0.0.1:${port}/ingest/marketplace?key=${key}`,
    async memory() {
      const memory = await tell({ memory: true })
      if (!memory) throw new Error('the hub did not tell its memory')
      return memory
    },
    async operate(method, address) {
      const token = readFileSync(path.join(ground.folder, 'data', 'local-token'), 'utf8').trim()
      const headers = { authorization: `Bearer ${token}` }
      const { status } = await fetch(`http://127.0.0.1:${port}/api${address}`, { method, headers })
      if (status >= 300) throw new Error(`the hub answered ${status} to ${method} ${address}`)
    },
    async profiled(work) {
      const file = path.join(ground.folder, 'hub.cpuprofile')
      await tell({ profile: 'start' })
      await work()
      await tell({ profile: 'stop', file })
      return readFileSync(file, 'utf8')
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function ready(child: ChildProcess, port: number, log: string): Promise<void> {
  await eventually(
    async () => {
      if (child.exitCode !== null) throw new Error(`the hub ended:\n${readFileSync(log, 'utf8').slice(0, 2_000)}`)
      const { status } = await fetch(`http://127.0.0.1:${port}/health/ready`)
      if (status !== 200) throw new Error(`the hub answers ${status}`)
    },
    { timeout: 30_000, what: 'the hub' },
  )
}

function at(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

/** JSON is YAML. */
function configText(port: number, addresses: readonly string[], delivery: object): string {
  const destinations = addresses.map((name, at) => [
    `to-${at}`,
    { type: 'https', url: `\${env:${name}}`, delivery: { allowNetworks: ['127.0.0.0/8'], ...delivery } },
  ])
  return JSON.stringify({
    listen: { port },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: Object.fromEntries(destinations),
    routes: [{ name: 'all', offers: ['fabrikam.*'], to: destinations.map(([id]) => id) }],
  })
}
