/**
 * Which answers of a gateway may mean that the lead was applied: for each far end, over real HTTP. `uncertain` is looked
 * up, repeated where that is harmless, or left to a person; `transient` is simply sent again.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { azureBlob } from '../../connectors/azure-blob/index.ts'
import { azureTable } from '../../connectors/azure-table/index.ts'
import { dynamics } from '../../connectors/dynamics/index.ts'
import { https } from '../../connectors/https/index.ts'
import { marketo } from '../../connectors/marketo/index.ts'
import { salesforce } from '../../connectors/salesforce/index.ts'
import type { Connector } from '../../src/connector.ts'
import type { FarEnd } from '../far-ends/far-end.ts'
import { startMarketo } from '../far-ends/marketo.ts'
import { startSalesforce } from '../far-ends/salesforce.ts'
import { startWebhook } from '../far-ends/webhook.ts'
import { startBlobs } from './azure-blob/azure-blob.ts'
import { startTable } from './azure-table/far-end.ts'
import { startDynamics } from './dynamics/far-end.ts'
import { failureOf } from './failure-of.ts'
import { deliveryOf } from './sample.ts'
import { toolsFor } from './tools.ts'

interface Behind {
  farEnd: FarEnd
  /** The write, and only the write, is answered so. */
  answer(status: number): void
}

type Verdict = 'uncertain' | 'transient'

interface Case {
  connector: Connector
  behind(): Promise<Behind>
  /** 500, 502, 503, 504. */
  told: readonly [Verdict, Verdict, Verdict, Verdict]
}

const statuses = [500, 502, 503, 504] as const
const page = '<html><body><h1>Gateway</h1></body></html>'

const cases: Record<string, Case> = {
  'a webhook, whose own 500 means that it did not take the lead': {
    connector: https,
    async behind() {
      const farEnd = await startWebhook()
      return { farEnd, answer: (status) => farEnd.answer(status, page) }
    },
    told: ['transient', 'uncertain', 'transient', 'uncertain'],
  },
  'Salesforce, for an insert': {
    connector: salesforce,
    async behind() {
      const farEnd = await startSalesforce({ externalId: false })
      return { farEnd, answer: (status) => farEnd.answer('write', { status, body: page }) }
    },
    told: ['uncertain', 'uncertain', 'uncertain', 'uncertain'],
  },
  'Salesforce, for an upsert, which is the same however often it is done': {
    connector: salesforce,
    async behind() {
      const farEnd = await startSalesforce()
      return { farEnd, answer: (status) => farEnd.answer('write', { status, body: page }) }
    },
    told: ['transient', 'transient', 'transient', 'transient'],
  },
  'Web-to-Lead': {
    connector: salesforce,
    async behind() {
      const farEnd = await startSalesforce({ mode: 'web-to-lead' })
      return { farEnd, answer: (status) => farEnd.answer('form', { status, body: page }) }
    },
    told: ['uncertain', 'uncertain', 'transient', 'uncertain'],
  },
  Dataverse: {
    connector: dynamics,
    async behind() {
      const farEnd = await startDynamics()
      return { farEnd, answer: (status) => farEnd.dataverse.refuse({ status, page }) }
    },
    told: ['uncertain', 'uncertain', 'transient', 'uncertain'],
  },
  ...Object.fromEntries(
    (['form', 'sync', 'push'] as const).map((mode): [string, Case] => [
      `Marketo, mode ${mode}`,
      {
        connector: marketo,
        async behind() {
          const farEnd = await startMarketo({ mode })
          return { farEnd, answer: (status) => farEnd.answer('write', { status, body: page }) }
        },
        told: ['uncertain', 'uncertain', mode === 'sync' ? 'transient' : 'uncertain', 'uncertain'],
      },
    ]),
  ),
  'Azure Table': {
    connector: azureTable,
    async behind() {
      const farEnd = await startTable()
      return { farEnd, answer: (status) => farEnd.proxy.answer({ status, body: page }) }
    },
    told: ['uncertain', 'uncertain', 'transient', 'uncertain'],
  },
  'Azure Blob': {
    connector: azureBlob,
    async behind() {
      const farEnd = await startBlobs()
      return { farEnd, answer: (status) => farEnd.proxy.answer({ status, body: page }) }
    },
    told: ['uncertain', 'uncertain', 'transient', 'uncertain'],
  },
}

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe.for(Object.entries(cases))('%s', ([, { connector, behind, told }]) => {
  test.for(statuses.map((status, at) => [status, told[at]] as const))('%i is %s', async ([status, kind]) => {
    const { farEnd, answer } = await behind()
    const tools = toolsFor('crm')
    const destination = connector.open(connector.settings.parse(farEnd.settings), tools)
    closing.push(
      () => destination.close?.(),
      () => tools.http.close(),
      () => farEnd.close(),
    )
    answer(status)
    const { class: found, detail } = await failureOf(destination.deliver(deliveryOf(connector)))
    expect([found, detail.code, detail.status]).toEqual([kind, `HTTP_${status}`, status])
  })
})

test('every connector that speaks HTTP has its verdict', () => {
  const judged = new Set(Object.values(cases).map(({ connector }) => connector.type))
  expect([...judged].sort()).toEqual(['azure-blob', 'azure-table', 'dynamics', 'https', 'marketo', 'salesforce'])
})
