/** `npm run demo`: the hub with all seven connectors, one misconfigured, one down for a while, and leads that keep coming. */
import { createWriteStream, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectors } from '../connectors/index.ts'
import { readConfig } from '../src/config/config.ts'
import { accepts } from '../src/demo/azurite.ts'
import { readEnvironment } from '../src/env.ts'
import { startHub } from '../src/hub/hub.ts'
import { startEmbedded } from '../src/ledger/embedded/start.ts'
import { keepLocalToken } from '../src/local/token.ts'
import { type HubLog, openLog } from '../src/log.ts'
import { redactor } from '../src/redact.ts'
import { openBoard } from './board.ts'
import { startFarEnds } from './far-ends.ts'
import { type Flags, readFlags, usage } from './flags.ts'
import { inventLeads, offers } from './leads.ts'
import { startSending } from './sender.ts'

const ingestKey = 'demonstration-on-this-machine-only'
const usualPort = 8080
const summaryEvery = 10_000
const partnerDownFor = 180_000

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

/** What was started, to be ended in the opposite order whatever happens. */
const closers: (() => Promise<unknown>)[] = []
let code = 0
try {
  await demonstrate(flags())
} catch (error) {
  code = 1
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
}
for (const close of closers.reverse()) {
  await close().catch((error: unknown) => {
    code = 1
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  })
}
process.exit(code)

async function demonstrate({ for: runFor, rate, port, seed = Date.now() % 2 ** 31 }: Flags): Promise<void> {
  const folder = path.resolve(readEnvironment().dataDir)
  const dataDir = path.join(folder, 'demo')
  const listenPort = await portFor(port)
  print('Starting PostgreSQL, Azurite, the scripted CRMs and the hub …')
  let log: HubLog | undefined
  // First, for it refuses a folder that another demonstration uses.
  const postgres = await startEmbedded({
    dataDir: path.join(dataDir, 'postgres'),
    log: (message, fields) => log?.info(fields ?? {}, message),
  })
  closers.push(postgres.stop)
  const logFile = createWriteStream(path.join(dataDir, 'hub.log'))
  closers.push(() => new Promise((resolve) => logFile.end(resolve)))
  let hide = (text: string) => text
  log = openLog('info', () => hide, logFile)
  const farEnds = await startFarEnds(path.join(dataDir, 'azurite'))
  closers.push(farEnds.close)
  if (stop.signal.aborted) return

  const env = { ...farEnds.variables, HUB_PORT: String(listenPort), INGEST_KEY: ingestKey }
  const text = withPorts(readFileSync(path.join(import.meta.dirname, 'config.yaml'), 'utf8'), env)
  const config = readConfig(text, { connectors, env })
  hide = redactor(config.secrets)
  // Where the command line looks for it.
  const token = keepLocalToken(folder)
  const hub = await startHub({
    localToken: () => token,
    ...{ config, log, role: 'all', databaseUrl: postgres.url, redisUrl: undefined, stopWithin: 5_000 },
  })
  closers.push(hub.close)

  const ingest = new URL(`${hub.url}/ingest/marketplace?key=${ingestKey}`)
  const ending = runFor ? AbortSignal.any([stop.signal, AbortSignal.timeout(runFor)]) : stop.signal
  const mending = setTimeout(() => {
    farEnds.mendPartner()
    print(`The far end of "partner" answers again; its leads go on at the next probe.\n`)
  }, partnerDownFor)
  print(whereToLook(hub.url, ingest, dataDir, seed))
  const sender = startSending(ingest, inventLeads(seed, rate * 60), rate, ending)
  const board = openBoard(hub.url, token)
  const show = async () => print(`${await board.show(sender.tally).catch(String)}\n`)
  while (!ending.aborted) {
    await pause(summaryEvery, undefined, { signal: ending }).catch(() => undefined)
    if (!ending.aborted) await show()
  }
  clearTimeout(mending)
  await sender.ended
  await board.quiet(10_000).catch(() => undefined)
  await show()
  print('Stopping …')
}

function flags(): Flags {
  try {
    return readFlags(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`)
    process.exit(2)
  }
}

async function portFor(wanted: number | undefined): Promise<number> {
  const taken = await accepts(wanted ?? usualPort)
  if (wanted && taken) throw new Error(`Something listens on port ${wanted} already. Give another --port, or 0.`)
  return wanted ?? (taken ? 0 : usualPort)
}

/** Before the text is read as a configuration: a setting that must be a number cannot be a reference. */
function withPorts(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{env:(\w+_PORT)\}/g, (reference, name: string) => env[name] ?? reference)
}

function whereToLook(url: string, ingest: URL, dataDir: string, seed: number): string {
  const cli = (command: string) => `npm run leadyard -- ${command} --url ${url}`
  return `
Leadyard runs at ${url}; configuration: demo/config.yaml; leads of --seed ${seed}

What is wrong, what to do: ${cli('destinations')}
What has not arrived:      ${cli('failed')}
Leads:                     ${cli('leads')}
Ingest URL:                ${ingest}&offer=${offers[0]?.id}
Data and log:              ${dataDir}
Stop:                      Ctrl-C
`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
