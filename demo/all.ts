/** `npm run demo`: all seven connectors, one misconfigured, one down for a while, and leads that keep coming. */
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { shownPath, writeDemoFile } from '../src/demo/config-file.ts'
import { type Demo, demoPort, type StartedDemo } from '../src/demo/demo.ts'
import type { Hub } from '../src/hub/hub.ts'
import { openBoard } from './board.ts'
import { demoConfigText } from './config-text.ts'
import { startFarEnds } from './far-ends.ts'
import { type Flags, readFlags, usage } from './flags.ts'
import { inventLeads, offers } from './leads.ts'
import { startSending } from './sender.ts'
import { openTroubles, type Troubles } from './troubles.ts'

const ingestKey = 'demonstration-on-this-machine-only'
const summaryEvery = 10_000
const patience = 5_000

/** @returns a text when a flag is wrong */
export function allConnectors(args: string[]): Demo | string {
  let flags: Flags
  try {
    flags = readFlags(args)
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${usage}`
  }
  return {
    folder: 'demo',
    announce: () => print('Starting PostgreSQL, Azurite, the scripted CRMs and the hub …'),
    start: (dataDir) => start(dataDir, flags),
  }
}

async function start(dataDir: string, flags: Flags): Promise<StartedDemo> {
  const port = await demoPort(flags.port)
  const farEnds = await startFarEnds(path.join(dataDir, 'azurite'))
  const ports = { ...farEnds.ports, HUB_PORT: String(port) }
  const secrets = { ...farEnds.secrets, INGEST_KEY: ingestKey, CRM_EU_NEW_KEY: farEnds.crmEuKey }
  const file = writeDemoFile(dataDir, demoConfigText(ports), secrets)
  const troubles = openTroubles(farEnds, path.join(dataDir, 'partner-knows-brazil'))
  const stop = new AbortController()
  let shown: Promise<void> | undefined
  return {
    file,
    async show(hub, token) {
      shown = show({ hub, token, dataDir, troubles, flags, stop: stop.signal })
      await shown
      return true
    },
    async finish() {
      stop.abort()
      await shown
    },
    close: farEnds.close,
  }
}

interface Shown {
  hub: Hub
  token: string
  dataDir: string
  troubles: Troubles
  flags: Flags
  stop: AbortSignal
}

async function show({ hub, token, dataDir, troubles, flags, stop }: Shown): Promise<void> {
  const { for: runFor, rate, seed = Date.now() % 2 ** 31 } = flags
  const ending = runFor ? AbortSignal.any([stop, AbortSignal.timeout(runFor)]) : stop
  const ingest = new URL(`${hub.url}/ingest/marketplace?key=${ingestKey}`)
  const behaving = troubles.run(ending, (text) => print(`${text}\n`))
  print(`\nConsole: ${hub.consoleLink()}`)
  print(whereToLook(hub.url, ingest, dataDir, seed))
  const sender = startSending(ingest, inventLeads(seed, rate * 60), rate, ending)
  const board = openBoard(hub.url, token)
  const summary = async () => print(`${await board.show(sender.tally).catch(String)}\n`)
  while (!ending.aborted) {
    await pause(summaryEvery, undefined, { signal: ending }).catch(() => undefined)
    if (!ending.aborted) await summary()
  }
  await behaving
  await sender.ended
  await board.quiet(patience).catch(() => undefined)
  await summary()
  print('Stopping …')
}

function whereToLook(url: string, ingest: URL, dataDir: string, seed: number): string {
  const here = (name: string) => shownPath(path.join(dataDir, name))
  const cli = (command: string) => `npm run leadyard -- ${command} --url ${url}`
  return `
Leadyard runs at ${url}; configuration: ${here('config.yaml')}; leads of --seed ${seed}

What is wrong, what to do: ${cli('destinations')}
What has not arrived:      ${cli('failed')}
Leads:                     ${cli('leads')}
Ingest URL:                ${ingest}&offer=${offers[0]?.id}
To fix crm-eu:             in ${here('config.yaml')}, write secrets/crm-eu-new-key in place of secrets/crm-eu-key, and save
To fix partner:            touch ${here('partner-knows-brazil')}
To walk through all of it: docs/operating.md#one-morning
Data:                      ${dataDir}
Log:                       LEADYARD_LOG=info npm run demo
Stop:                      Ctrl-C
`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
