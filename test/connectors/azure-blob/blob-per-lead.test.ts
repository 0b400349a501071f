import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import type { Destination } from '../../../src/connector.ts'
import { blobError } from '../../far-ends/azure-proxy.ts'
import { again, deliveryOf, sampleLead } from '../sample.ts'
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

const soon = () => AbortSignal.timeout(10_000)

describe('a blob for each lead', () => {
  test('stands under its day of receipt and its id, and the receipt says where', async () => {
    const sent = deliveryOf(azureBlob)
    const receipt = await open({ prefix: 'leads/eu' }).deliver(sent)
    const name = `leads/eu/2025/11/20/${sent.leadId}.json`
    expect(receipt).toEqual({ outcome: 'created', reference: name, status: 201 })
    const blobs = await farEnd.blobs()
    expect(Object.keys(blobs)).toEqual([name])
    expect(JSON.parse(blobs[name] ?? '')).toEqual(sent.fields)
    expect((await farEnd.client.getBlobClient(name).getProperties()).contentType).toBe(
      'application/json; charset=utf-8',
    )
  })

  test('holds the lead as it was sent', async () => {
    const lead = sampleLead()
    await open().deliver(deliveryOf(azureBlob, lead))
    expect(JSON.parse(Object.values(await farEnd.blobs())[0] ?? '')).toEqual({
      LeadId: lead.id,
      ReceivedTime: lead.received,
      LeadSource: 'AzureMarketplace-INS|tailspin.router-pro',
      ActionCode: 'INS',
      OfferId: 'tailspin.router-pro',
      OfferTitle: 'Tailspin Router Pro',
      FirstName: lead.person.firstName,
      LastName: lead.person.lastName,
      Email: lead.person.email,
      Phone: '(030) 9876 54321',
      Country: 'Germany',
      Company: lead.person.company,
      Title: 'Head of Signal Boxes',
      Description: lead.description,
      Campaign: '{"mktcmpid":"1234"}',
    })
  })

  test('is written once and never written over', async () => {
    const sent = deliveryOf(azureBlob)
    await open().deliver(sent)
    const changed = { ...again(sent), fields: { ...sent.fields, Company: 'Another' } }
    expect(await open().deliver(changed)).toMatchObject({ outcome: 'already-there', status: 409 })
    expect(Object.values(await farEnd.blobs())[0]).not.toContain('Another')
    expect(await open().find?.(sent)).toMatchObject({ outcome: 'already-there', status: 200 })
  })

  test.for([
    [412, 'ConditionNotMet'],
    [403, 'UnauthorizedBlobOverwrite'],
  ] as const)('%i %s says that it is there already', async ([status, code]) => {
    farEnd.proxy.answer(blobError(status, code, 'x'))
    expect(await open().deliver(deliveryOf(azureBlob))).toMatchObject({ outcome: 'already-there', status })
  })

  test('201 without an ETag is no proof, nor is another status with one', async () => {
    for (const reply of [{ status: 201 }, { status: 200, headers: { etag: '"0x1"' } }]) {
      farEnd.proxy.answer(reply)
      expect((await failure(open().deliver(deliveryOf(azureBlob)))).class).toBe('uncertain')
    }
  })

  test('looking proves the blob, not just an answer', async () => {
    farEnd.proxy.answer({ status: 200 })
    expect((await failure(open().find?.(deliveryOf(azureBlob)))).class).toBe('uncertain')
  })
})

describe('a container', () => {
  test('is made once for leads that come together', async () => {
    const destination = open()
    await Promise.all(Array.from({ length: 5 }, () => destination.deliver(deliveryOf(azureBlob))))
    expect(await farEnd.records()).toBe(5)
  })

  test('that is missing and may not be made holds the destination', async () => {
    const destination = open({ createContainer: false })
    for (const attempted of [destination.deliver(deliveryOf(azureBlob)), destination.check?.(soon())]) {
      const error = await failure(attempted)
      expect([error.class, error.detail.code]).toEqual(['configuration', 'ContainerNotFound'])
    }
  })

  test('whose making is not answered leaves the lead unsent: transient', async () => {
    farEnd.proxy.loseReplies(({ url }) => url?.includes('restype=container') ?? false)
    expect((await failure(open().deliver(deliveryOf(azureBlob)))).class).toBe('transient')
    expect(await farEnd.records()).toBe(0)
  })
})

describe('a check', () => {
  test.for(['json', 'ndjson', 'csv'])('of %s passes, writes nothing, and makes no container', async (layout) => {
    await open({ layout }).check?.(soon())
    expect(await farEnd.client.exists()).toBe(false)
    await farEnd.client.create()
    await open({ layout, createContainer: false }).check?.(soon())
    expect(await farEnd.blobs()).toEqual({})
  })

  test('fails with a wrong key, and names the key', async () => {
    const wrong = String(farEnd.settings['connectionString']).replace('AccountKey=Eby8', 'AccountKey=AAAA')
    const error = await failure(open({ connectionString: wrong }).check?.(soon()))
    expect([error.class, error.detail.problem]).toEqual(['configuration', 'azure-blob-authentication'])
  })

  test('of a file that grows fails when it may not be read', async () => {
    await farEnd.client.create()
    const denied = blobError(403, 'AuthorizationPermissionMismatch', 'using this permission.')
    farEnd.proxy.answer(denied, ({ method }) => method === 'HEAD')
    expect((await failure(open({ layout: 'csv' }).check?.(soon()))).detail.code).toBe('AuthorizationPermissionMismatch')
    await open({ layout: 'json' }).check?.(soon())
  })
})
