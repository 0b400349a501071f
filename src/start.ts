/** Starts the hub of config.yaml, or a demonstration with its own PostgreSQL and Azurite. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { channels } from '../channels/index.ts'
import { connectors } from '../connectors/index.ts'
import { type Config, readConfig } from './config/config.ts'
import { loadConnectors } from './config/connectors.ts'
import { ConfigError } from './config/problems.ts'
import { watchConfig } from './config/watch.ts'
import { chooseDemo } from './demo/choose.ts'
import type { StartedDemo } from './demo/demo.ts'
import { type Environment, readEnvironment } from './env.ts'
import { type Hub, startHub } from './hub/hub.ts'
import { openLogOutput, standardOutput } from './hub/log-output.ts'
import { Misconfigured, reloadProblems, startFailure } from './hub/start-failure.ts'
import { stopTimes } from './hub/stop.ts'
import { watchStrayErrors } from './hub/stray-errors.ts'
import { printable } from './lead/printable.ts'
import { startEmbedded } from './ledger/embedded/start.ts'
import { joinInstallation } from './ledger/installation.ts'
import { ensureLocalToken, readLocalToken } from './local/token.ts'
import { type HubLog, openLog } from './log.ts'
import { redactor } from './redact.ts'

if (Number(process.versions.node.split('.')[0]) < 24) {
  fail('Leadyard runs on Node 24 or newer. Start it with `npm start`, which brings its own.', 1)
}

const strayErrors = watchStrayErrors((what) => fail(`The hub ended in its start (${what}).`, 1))

await main().catch((error: unknown) => {
  const { message, code } = startFailure(error)
  fail(message, code)
})

async function main(): Promise<void> {
  const env = environment()
  const configPath = path.resolve(env.configPath)
  const text = configText(configPath)
  const demo = await chooseDemo(process.argv.slice(2), { ...env, configPath, hasConfig: text !== undefined })
  if (typeof demo === 'string') throw new Misconfigured(demo)
  demo?.announce()
  const config = demo || text === undefined ? undefined : await parseConfig(text, configPath, env)
  const folder = path.resolve(env.dataDir)
  const dataDir = demo ? path.join(folder, demo.folder) : folder
  let hide = redactor(config?.secrets ?? [])
  const onRecovered = (lines: number) => log.warn({ lines }, 'log lines were lost: standard output did not take them')
  const output = openLogOutput(standardOutput(), { onRecovered })
  const log = openLog(config ? env.logLevel : demoLogLevel(env), () => hide, output)
  strayErrors.logTo(log)

  // A demonstration uses only its own database and queue.
  const { databaseUrl: given, redisUrl } = demo ? {} : env
  const embedded = given
    ? undefined
    : await startEmbedded({
        dataDir: path.join(dataDir, 'postgres'),
        log: (message, fields) => log.info(fields ?? {}, message),
      })
  const databaseUrl = given ?? embedded?.url ?? ''
  ensureTokenIn(folder, config, log)
  const options = {
    role: demo ? ('all' as const) : env.role,
    databaseUrl,
    redisUrl,
    log,
    stopWithin: env.stopWithin,
    localToken: () => readLocalToken(folder),
    lostLines: output.lost,
    dataDir,
  }

  let started: StartedDemo | undefined
  let hub: Hub
  try {
    if (config) {
      await joinLedger(databaseUrl, config, dataDir, env)
      hub = await startHub({ ...options, config })
    } else {
      started = await demo!.start(dataDir)
      hide = redactor(started.file.config.secrets)
      hub = await startHub({ ...options, config: started.file.config })
    }
  } catch (error) {
    await started?.close()
    await embedded?.stop()
    throw error
  }

  let stopping = false
  const file = started?.file ?? { path: configPath, parse: (changed: string) => parseConfig(changed, configPath, env) }
  let seen = hub.config().text
  const unwatch = watchConfig(file.path, () => void reload(hub))
  async function reload(to: Hub, again = false): Promise<void> {
    try {
      const text = readFileSync(file.path, 'utf8')
      // SIGHUP has read this text already, or only the file's date changed.
      if (text === seen && !again) return
      seen = text
      const next = await file.parse(text)
      if (!env.adoptLedger) refuseOtherInstallation(next, to.config())
      hide = redactor([...next.secrets, ...to.config().secrets])
      await to.reload(next)
    } catch (error) {
      // The operator may restore the file, or touch it once a secret exists: it must then be read again.
      seen = ''
      // The stop interrupted the reload; the next start reads the file.
      if (stopping) return
      const problems = reloadProblems(error)
      to.complain(problems)
      if (error instanceof ConfigError) {
        log.error({ problems }, 'config.yaml is wrong; the configuration in force is kept')
      } else log.error({ problems, err: error }, 'config.yaml is not in force; the configuration before it is kept')
    }
  }
  // The values of the references may have changed even if the text did not.
  process.on('SIGHUP', () => void reload(hub, true))

  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => {
      log.warn({}, 'the stop took too long; what is left ends with the process')
      void end()
    }, stopTimes(env.stopWithin).exit)
    unwatch()
    const steps = [() => started?.finish(), () => hub.close(), () => started?.close(), () => embedded?.stop()]
    for (const close of steps) {
      await close()?.catch((error: unknown) => log.warn({ err: error }, 'something could not be closed'))
    }
    log.info({}, 'stopped')
    await end()
  }
  const end = async () => {
    await output.flush(200)
    // process.exit would wait for a write that does not return.
    if (output.stuck()) process.kill(process.pid, 'SIGKILL')
    process.exit(0)
  }
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('SIGTERM', () => void stop('SIGTERM'))

  strayErrors.started()
  log.info({ url: hub.url, role: options.role, queue: hub.queue, config: hub.config().version }, 'ready')
  // A person reads the terminal; a log must not hold the link.
  if (!started && process.stderr.isTTY) process.stderr.write(`Console: ${hub.consoleLink() ?? 'none on this hub'}\n`)
  if (await started?.show(hub, readLocalToken(folder) ?? '')) await stop('the demonstration is over')
}

/** Without the token the hub still works; only an API without `api.tokens` does not. */
function ensureTokenIn(dataDir: string, config: Config | undefined, log: HubLog): void {
  try {
    ensureLocalToken(dataDir)
  } catch (err) {
    if (!config?.tokens.length)
      log.warn({ err }, 'the data folder holds no token; the API takes those of config.yaml alone')
  }
}

/** @returns undefined when the file does not exist. */
function configText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new Misconfigured(`${file} cannot be read (${code}); nothing was started.`)
  }
}

function environment(): Environment {
  try {
    return readEnvironment()
  } catch (error) {
    throw new Misconfigured(error instanceof Error ? error.message : String(error))
  }
}

async function joinLedger(url: string, { destinations }: Config, dataDir: string, env: Environment): Promise<void> {
  const refusal = await joinInstallation(url, {
    file: path.join(dataDir, 'installation'),
    destinations: [...destinations.keys()],
    adopt: env.adoptLedger,
  })
  if (refusal) throw new Misconfigured(refusal)
}

/** A file without any of the destinations in force most likely belongs to another installation. */
function refuseOtherInstallation(next: Config, inForce: Config): void {
  const ids = [...inForce.destinations.keys()]
  if (ids.length === 0 || ids.some((id) => next.destinations.has(id))) return
  const message = 'none of the destinations in force is in the file any more'
  const hint = 'if all of them are meant to go, start again with LEADYARD_ADOPT_LEDGER=yes'
  throw new ConfigError([{ path: 'destinations', message, hint }])
}

async function parseConfig(text: string, configPath: string, env: Environment): Promise<Config> {
  const known = await loadConnectors(connectors, text, path.dirname(configPath))
  return readConfig(text, { connectors: known, channels, env: env.variables })
}

/** The demonstration prints to a person, so it logs only errors unless LEADYARD_LOG is set. */
function demoLogLevel(env: Environment): string {
  return env.variables['LEADYARD_LOG'] ? env.logLevel : 'error'
}

function fail(message: string, code: number): never {
  process.stderr.write(`${printable(message)}\n`)
  process.exit(code)
}
