import { errorPlace } from '../error-place.ts'
import { oneLine } from '../lead/printable.ts'
import { redactor } from '../redact.ts'
import type { Config } from './config.ts'
import type { DestinationConfig } from './destination.ts'
import { ConfigError, type ConfigProblem } from './problems.ts'

/**
 * Opens all destinations. If one of them fails, the others are closed.
 * @throws ConfigError with each destination that its connector cannot open
 */
export function openEach<T extends { close(): Promise<void> }>(
  { destinations, secrets }: Pick<Config, 'destinations' | 'secrets'>,
  open: (destination: DestinationConfig) => T,
): Map<string, T> {
  const opened = new Map<string, T>()
  const problems: ConfigProblem[] = []
  for (const destination of destinations.values()) {
    try {
      opened.set(destination.id, open(destination))
    } catch (error) {
      const message = redactor(secrets)(
        `connector ${destination.connector.type} failed to open: ${describeError(error)}`,
      )
      problems.push({ path: `destinations.${destination.id}`, message })
    }
  }
  if (problems.length === 0) return opened
  for (const one of opened.values()) void one.close().catch(() => undefined)
  throw new ConfigError(problems)
}

/** The message cannot hold lead data, because no lead exists when a destination is opened. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error)).slice(0, 200)
  const place = errorPlace(error)
  const name = error.name === 'Error' ? '' : `${error.name}: `
  return `${name}${oneLine(error.message).slice(0, 200)}${place ? ` (${place})` : ''}`
}
