import { expect } from 'vitest'
import type { Connector, Delivery, Destination, Receipt, Repeat } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { FarEnd } from '../far-ends/far-end.ts'
import { settingsOf } from './conformance-facts.ts'
import { deliveryOf, personal, sampleLead } from './sample.ts'
import { type TestTools, toolsFor } from './tools.ts'

/** One test's far end and destinations, with an eye on everything that an operator or a log could read. */
export interface Conformance {
  readonly farEnd: FarEnd
  readonly repeat: Repeat
  /** Values that nobody may read: the far end's, and those of the settings marked secret. */
  readonly secrets: readonly string[]
  open(): Destination
  /** Of the destinations opened so far, in order. */
  readonly tools: readonly TestTools[]
  delivery(overrides?: Partial<Delivery>, lead?: ReturnType<typeof sampleLead>): Delivery
  records(): Promise<number>
  /** The receipt, once it is one. */
  proven(result: Promise<Receipt | undefined>): Promise<Receipt>
  /** The DeliveryError, once it is one that an operator can use. */
  failed(result: Promise<unknown>): Promise<DeliveryError>
  /** Closes all, and looks whether anything secret or personal could be read anywhere. */
  end(): Promise<void>
}

export async function startConformance(connector: Connector, start: () => Promise<FarEnd>): Promise<Conformance> {
  const farEnd = await start()
  const settings = connector.settings.parse(farEnd.settings)
  const opened: Destination[] = []
  const tools: TestTools[] = []
  const readable: string[] = []
  const hidden = farEnd.secrets.filter((secret) => secret !== '')
  const secrets = [...hidden, ...secretsIn(connector, farEnd.settings)]

  return {
    farEnd,
    tools,
    secrets,
    repeat: typeof connector.repeat === 'function' ? connector.repeat(settings) : connector.repeat,
    open() {
      const own = toolsFor('crm-under-test')
      const destination = connector.open(settings, own)
      tools.push(own)
      opened.push(destination)
      return destination
    },
    delivery(overrides = {}, lead = sampleLead()) {
      hidden.push(...personal(lead))
      return deliveryOf(connector, lead, overrides)
    },
    records: async () => farEnd.records(),
    async proven(result) {
      const receipt = (await result) ?? expect.fail('the record that was written is not found')
      readable.push(JSON.stringify(receipt))
      expect(['created', 'updated', 'already-there', 'accepted']).toContain(receipt.outcome)
      return receipt
    },
    async failed(result) {
      const error = await result.then(
        (value) => expect.fail(`resolved with ${JSON.stringify(value)}`),
        (reason: unknown) => reason,
      )
      if (!(error instanceof DeliveryError)) throw new Error('not a DeliveryError', { cause: error })
      readable.push(`${error.detail.message} ${error.detail.code} ${error.detail.problem}`)
      expectUseful(error, connector)
      return error
    },
    async end() {
      for (const destination of opened) await destination.close?.()
      for (const own of tools) own.http.close()
      await farEnd.close()
      for (const text of [...readable, ...tools.flatMap(({ logged }) => logged)]) {
        for (const value of hidden) expect(text.includes(value), `"${value}" shows in: ${text}`).toBe(false)
      }
    },
  }
}

function secretsIn({ settings }: Connector, given: Record<string, unknown>): string[] {
  const marked = settingsOf(settings).filter(({ schema }) => schema.meta()?.['secret'] === true)
  return marked.flatMap(({ path }) => textsIn(path.split('.').reduce<unknown>(within, given)))
}

function within(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  return typeof value === 'string' && value.length > 3 ? [value] : []
}

function expectUseful({ class: kind, detail }: DeliveryError, connector: Connector): void {
  const { message, problem, retryAt, everyLead, probe } = detail
  expect(message).toMatch(/\w+ \w+/)
  expect(message).not.toMatch(/undefined|\[object|NaN|https?:\/\/\S+[/?]\S/)
  if (kind !== 'transient') expect([retryAt, everyLead ?? false]).toEqual([undefined, false])
  if (kind !== 'configuration') expect(probe ?? true).toBe(true)
  if (problem) expect(connector.problems.map(({ id }) => id)).toContain(problem)
}
