import { afterEach, expect } from 'vitest'
import type { Channel, OpenChannel } from '../../src/channel.ts'
import { DeliveryError } from '../../src/failure.ts'
import { type TestTools, toolsFor } from '../connectors/tools.ts'

const closing: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A far end that is closed after the test. */
export async function started<F extends { close(): Promise<void> }>(starting: Promise<F>): Promise<F> {
  const farEnd = await starting
  closing.push(() => farEnd.close())
  return farEnd
}

/** A channel that is closed after the test. */
export function opened(channel: Channel, settings: object): { channel: OpenChannel; tools: TestTools } {
  const tools = toolsFor('ops')
  const made = channel.open(channel.settings.parse(settings), tools)
  closing.push(
    () => tools.http.close(),
    () => made.close?.(),
  )
  return { channel: made, tools }
}

export async function failureOf(result: Promise<unknown>): Promise<DeliveryError> {
  const error = await result.catch((reason: unknown) => reason)
  return error instanceof DeliveryError ? error : expect.fail(`no DeliveryError: ${JSON.stringify(error)}`)
}

/** What the settings are told to be wrong in: `url: must start with https://`. */
export function faultsOf(channel: Channel, settings: object): string[] {
  const issues = channel.settings.safeParse(settings).error?.issues ?? []
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
