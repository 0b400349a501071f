import { type DestinationStream, type Logger, pino } from 'pino'

export type HubLog = Logger

/**
 * JSON lines on standard output. Whatever is logged, configured secrets are hidden by value on the way out.
 * @param hide asked for every line, so that a reload's new secrets count at once.
 */
export function openLog(level: string, hide: () => (text: string) => string, to?: DestinationStream): HubLog {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // An error's message is for us; what a library quotes in it may be a lead.
    serializers: {
      err: (error: Error & { code?: string }) => ({ name: error.name, code: error.code, stack: frames(error) }),
    },
    hooks: { streamWrite: (line: string) => hide()(line) },
  }
  return to ? pino(options, to) : pino(options)
}

function frames({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
}
