import { type DestinationStream, type LogFn, type Logger, pino } from 'pino'
import { stackLines } from './error-place.ts'
import { printable } from './lead/printable.ts'

export type HubLog = Logger

/**
 * Writes JSON lines, in which configured secrets are hidden by value.
 * @param hide called for every line, so that the secrets of a reload count at once.
 */
export function openLog(level: string, hide: () => (text: string) => string, to: DestinationStream): HubLog {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // A library may quote a lead in its error's message, so the message is left out.
    serializers: {
      err: (error: Error & { code?: string }) => ({
        name: error.name,
        code: error.code ?? replyCode(error),
        stack: stackLines(error),
      }),
    },
    hooks: {
      // JSON does not escape every control character that a terminal obeys.
      streamWrite: (line: string) => printable(hide()(line)),
      // Without a text, pino would print the error's message.
      logMethod(this: Logger, [first, text, ...rest]: [unknown, unknown?, ...unknown[]], method: LogFn) {
        const needsText = text === undefined && hasError(first)
        method.apply(this, [first, needsText ? 'an error' : text, ...rest] as Parameters<LogFn>)
      },
    },
  }
  return pino(options, to)
}

/** The code of a Redis reply: `READONLY`, `NOAUTH`, `OOM`. The rest of the message may quote anything. */
function replyCode({ name, message }: Error): string | undefined {
  return name === 'ReplyError' ? /^[A-Z]{2,20}\b/.exec(message)?.[0] : undefined
}

function hasError(logged: unknown): boolean {
  return logged instanceof Error || (typeof logged === 'object' && logged !== null && 'err' in logged)
}
