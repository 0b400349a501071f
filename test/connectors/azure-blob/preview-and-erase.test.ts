import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import type { Destination } from '../../../src/connector.ts'
import { blobError } from '../../far-ends/azure-proxy.ts'
import { deliveryOf, keptOf, sampleLead } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'
import { type BlobFarEnd, failure, startBlobs } from './azure-blob.ts'

let farEnd: BlobFarEnd
let tools: TestTools

beforeEach(async () => {
  farEnd = await startBlobs()
  tools = toolsFor('archive')
})

afterEach(async () => {
  tools.http.close()
  await farEnd.close()
})

function open(more: Record<string, unknown> = {}): Destination {
  return azureBlob.open(azureBlob.settings.parse({ ...farEnd.settings, ...more }), tools)
}

describe('a preview', () => {
  const sas = { connectionString: undefined, sasUrl: 'https://contoso.blob.core.windows.net/?sv=2022&sig=hidden' }
  const place = () => `contoso.blob.core.windows.net/${farEnd.settings['container']}`

  test('of a blob for each lead names the blob and shows its JSON', () => {
    const sent = deliveryOf(azureBlob)
    expect(open({ ...sas, prefix: 'leads/eu' }).preview?.(sent)).toEqual({
      method: 'PUT',
      to: `${place()}/leads/eu/2025/11/20/${sent.leadId}.json`,
      headers: { 'x-ms-blob-content-type': 'application/json; charset=utf-8', 'if-none-match': '*' },
      body: sent.fields,
    })
  })

  test('of a daily file shows the line, as it ends', () => {
    const sent = deliveryOf(azureBlob)
    const shown = open({ ...sas, layout: 'ndjson' }).preview?.(sent)
    expect(shown).toMatchObject({ method: 'PUT', to: `${place()}/2025-11-20.ndjson` })
    expect(shown?.body).toBe(`${JSON.stringify(sent.fields)}\n`)
  })

  test('of a CSV row shows formulas made harmless, and tells fields that have no column', () => {
    const lead = sampleLead({ person: { company: '=1+1' } })
    const settings = { ...sas, layout: 'csv', columns: ['Company', 'Email'] }
    const shown = open(settings).preview?.(deliveryOf(azureBlob, lead))
    expect(shown?.body).toBe(`'=1+1,${lead.person.email}\r\n`)
    expect(shown?.notes).toEqual([expect.stringMatching(/^no column for LeadId, /)])
  })
})

describe('an erasure', () => {
  test('deletes the blob with its snapshots, though the folder is another today', async () => {
    const sent = deliveryOf(azureBlob)
    const { reference = '' } = await open({ prefix: 'leads' }).deliver(sent)
    await farEnd.client.getBlobClient(reference).createSnapshot()
    expect(await open().erase?.(keptOf(sent, reference))).toBe(true)
    expect(await farEnd.blobs()).toEqual({})
  })

  test('finds nothing where the container is gone', async () => {
    const sent = deliveryOf(azureBlob)
    expect(await open().erase?.(keptOf(sent, `2025/11/20/${sent.leadId}.json`))).toBe(false)
  })

  test.for(['2025-11-20.ndjson@0', '2025/11/20/somebody-else.json'])(
    'does not take %s for a blob of this lead',
    async (reference) => {
      const error = await failure(open().erase?.(keptOf(deliveryOf(azureBlob), reference)))
      expect([error.class, error.detail.code]).toEqual(['rejected', 'FOREIGN_REFERENCE'])
      expect(farEnd.proxy.requests).toEqual([])
    },
  )

  test('fails where a policy keeps the blob', async () => {
    const sent = deliveryOf(azureBlob)
    const { reference = '' } = await open().deliver(sent)
    farEnd.proxy.answer(blobError(409, 'BlobImmutableDueToPolicy', 'immutable due to a policy.'))
    const error = await failure(open().erase?.(keptOf(sent, reference)))
    expect([error.class, error.detail.code]).toEqual(['configuration', 'BlobImmutableDueToPolicy'])
  })

  test.for(['ndjson', 'csv'])('is left to a person in a daily file (%s)', (layout) => {
    expect(open({ layout }).erase).toBeUndefined()
  })
})
