import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import type { KeptRecord } from '../../../src/connector.ts'
import { blobError } from '../../far-ends/azure-proxy.ts'
import { kept, told } from '../records.ts'
import { deliveryOf, recordOf } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'
import { type BlobFarEnd, failure, startBlobs } from './azure-blob.ts'

let farEnd: BlobFarEnd
let tools: TestTools

async function start(layout: 'json' | 'ndjson') {
  farEnd = await startBlobs(layout)
  tools = toolsFor('blobs')
  const destination = azureBlob.open(azureBlob.settings.parse({ ...farEnd.settings, prefix: 'leads/eu' }), tools)
  const present = async (records: readonly KeptRecord[]) =>
    (await destination.present?.(records, AbortSignal.timeout(30_000))) ?? new Map()
  return { destination, present }
}
afterEach(async () => {
  tools.http.close()
  await farEnd.close()
})

describe('a blob for each lead', () => {
  test('2,000 blobs on two days take three requests, and other blobs do no harm', async () => {
    const { present } = await start('json')
    await farEnd.client.create()
    const names = Array.from({ length: 2_000 }, (_, number) => {
      const leadId = uuidv7()
      return { leadId, name: `leads/eu/2027/03/${number < 1_500 ? '01' : '02'}/${leadId}.json` }
    })
    for (let at = 0; at < names.length; at += 100) {
      const some = names.slice(at, at + 100)
      await Promise.all(some.map(({ name }) => farEnd.client.uploadBlockBlob(name, '{}', 2)))
    }
    await farEnd.client.uploadBlockBlob('leads/eu/2027/03/03/other.json', '{}', 2)
    const records = names.map(({ leadId, name }) => kept(name, { leadId }))
    const before = tools.outgoing()
    expect(told(records, await present(records))).toEqual({ there: 2_000, gone: 0, unknown: 0 })
    expect(tools.outgoing() - before).toBe(3)
  })

  test('a deleted blob is gone', async () => {
    const { present, destination } = await start('json')
    const sent = [deliveryOf(azureBlob), deliveryOf(azureBlob)]
    const records = await Promise.all(sent.map(async (each) => recordOf(each, await destination.deliver(each))))
    await farEnd.remove?.(records[0]?.reference ?? '')
    expect(told(records, await present(records))).toEqual({ there: 1, gone: 1, unknown: 0 })
  })

  test('nothing is known when the SAS may not list', async () => {
    const { present } = await start('json')
    farEnd.proxy.answer(blobError(403, 'AuthorizationPermissionMismatch', 'This request is not authorized.'))
    const leadId = uuidv7()
    expect(await failure(present([kept(`2027/03/01/${leadId}.json`, { leadId })]))).toMatchObject({
      class: 'configuration',
    })
  })
})

describe('a line', () => {
  async function threeLines() {
    const { present, destination } = await start('ndjson')
    const records: KeptRecord[] = []
    for (let number = 0; number < 3; number++) {
      const sent = deliveryOf(azureBlob)
      records.push(recordOf(sent, await destination.deliver(sent)))
    }
    const [{ reference } = { reference: '' }] = records
    return { present, records, file: reference.replace(/@\d+$/, '') }
  }

  test('is there if its bytes are at its place, with two requests a file', async () => {
    const { present, records, file } = await threeLines()
    const beyond = kept(`${file}@999999`)
    const before = tools.outgoing()
    expect(told([...records, beyond], await present([...records, beyond]))).toEqual({ there: 3, gone: 1, unknown: 0 })
    expect(tools.outgoing() - before).toBe(2)
    await farEnd.client.deleteBlob(file)
    expect(told(records, await present(records))).toEqual({ there: 0, gone: 3, unknown: 0 })
  })

  test('is missing if a person put another file of the same length there', async () => {
    const { present, records, file } = await threeLines()
    const blob = farEnd.client.getAppendBlobClient(file)
    const bytes = await blob.downloadToBuffer()
    const second = Number(records[1]?.reference.split('@')[1])
    // The first line stays; of the others, each byte is a blank.
    const changed = Buffer.concat([bytes.subarray(0, second), Buffer.alloc(bytes.length - second, ' ')])
    await blob.create()
    await blob.appendBlock(changed, changed.length)
    expect(told(records, await present(records))).toEqual({ there: 1, gone: 2, unknown: 0 })
  })

  test('of which the hub remembers no content is there if its file reaches beyond its place', async () => {
    const { present, records } = await threeLines()
    const forgotten = records.map((record) => ({ ...record, id: uuidv7() }))
    expect(told(forgotten, await present(forgotten))).toEqual({ there: 3, gone: 0, unknown: 0 })
  })
})
