import { type DestinationStream, type LogFn, type Logger, pino } from 'pino'
import { stackLines } from './error-place.ts'
import { printable } from './lead/printable.ts'

export type HubLog = Logger

/**
 * JSON lines. Whatever is logged, configured secrets are hidden by value on the way out.
 * @param hide asked for every line, so that a reload's new secrets count at once.
 */
export function openLog(level: string, hide: () => (text: string) => string, to: DestinationStream): HubLog {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // An error's message is for us; what a library quotes in it may be a lead.
    serializers: {
      err: (error: Error & { code?: string }) => ({
        name: error.name,
        code: error.code ?? replyCode(error),
        stack: stackLines(error),
      }),
    },
    hooks: {
      // JSON leaves some of what a terminal obeys as it is.
      streamWrite: (line: string) => printable(hide()(line)),
      // Without a text of ours pino would print the error's.
      logMethod(this: Logger, [first, text, ...rest]: [unknown, unknown?, ...unknown[]], method: LogFn) {
        const unsaid = text === undefined && errorIn(first)
        method.apply(this, [first, unsaid ? 'an error' : text, ...rest] as Parameters<LogFn>)
      },
    },
  }
  return pino(options, to)
}

/** Redis's own word: `READONLY`, `NOAUTH`, `OOM`. The rest of its message may quote anything. */
function replyCode({ name, message }: Error): string | undefined {
  return name === 'ReplyError' ? /^[A-Z]{2,20}\b/.exec(message)?.[0] : undefined
}

function errorIn(logged: unknown): boolean {
  return logged instanceof Error || (typeof logged === 'object' && logged !== null && 'err' in logged)
}
