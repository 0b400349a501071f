/**
 * Catches errors that no code waits for: a promise that is not awaited, a throw in a timer. They come from connectors,
 * and each would end the hub. Node would also print their messages, which may quote a lead.
 */
import { connectorBehind } from '../config/connector-origins.ts'
import { errorPlace } from '../error-place.ts'
import type { HubLog } from '../log.ts'

export interface StrayErrors {
  /** Logs from now on; earlier errors are logged at once. */
  logTo(log: HubLog): void
  /** From now on no stray error ends the process. */
  started(): void
}

interface Stray {
  level: 'warn' | 'error'
  fields: object
  text: string
}

/** @param endStart called for an error of the hub itself before it has started */
export function watchStrayErrors(endStart: (what: string) => void): StrayErrors {
  let log: HubLog | undefined
  let isStarted = false
  const waiting: Stray[] = []

  function tell(level: Stray['level'], error: unknown, text: string): void {
    const stray = { level, fields: describe(error), text }
    if (log) write(log, stray)
    else waiting.push(stray)
  }

  function onStray(error: unknown, text: string): void {
    tell('error', error, text)
    if (isStarted || connectorBehind(error)) return
    const { name, code } = named(error)
    endStart([name, code, errorPlace(error)].filter(Boolean).join(', '))
  }

  process.on('unhandledRejection', (reason) => onStray(reason, 'a promise failed that no code awaits; the hub goes on'))
  process.on('uncaughtException', (error) => onStray(error, 'an error was thrown late; the hub goes on'))
  // Node's own listener would print the message.
  process.removeAllListeners('warning')
  process.on('warning', (warning) => tell('warn', warning, 'Node warns'))

  return {
    logTo(opened) {
      log = opened
      for (const stray of waiting.splice(0)) write(opened, stray)
    },
    started() {
      isStarted = true
    },
  }
}

function write(log: HubLog, { level, fields, text }: Stray): void {
  log[level](fields, text)
}

function describe(error: unknown): object {
  const { stack, message } = error instanceof Error ? error : { stack: '', message: '' }
  return { connector: connectorBehind(error), place: errorPlace(error), err: { ...named(error), stack, message } }
}

/** Name and code are checked, because a connector may set them to anything. */
function named(error: unknown): { name: string; code?: string | undefined } {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name, code } = error as NodeJS.ErrnoException
  return { name: word(name) ?? 'Error', code: word(code) }
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : undefined
}
