import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import type { Delivery, Destination, Memory } from '../../../src/connector.ts'
import { blobError } from '../../far-ends/azure-proxy.ts'
import { again, deliveryOf, sampleLead } from '../sample.ts'
import { inMemory, type TestTools, toolsFor } from '../tools.ts'
import { type BlobFarEnd, failure, startBlobs } from './azure-blob.ts'

let farEnd: BlobFarEnd
let memory: Memory
let opened: TestTools[]

beforeEach(async () => {
  farEnd = await startBlobs('ndjson')
  memory = inMemory()
  opened = []
})

afterEach(async () => {
  for (const { http } of opened) http.close()
  await farEnd.close()
})

/** A worker: its own process in all but name, over the same memory. */
function worker(more: Record<string, unknown> = {}, remembered = memory): Destination {
  const tools = toolsFor('archive')
  opened.push(tools)
  const settings = azureBlob.settings.parse({ ...farEnd.settings, ...more })
  return azureBlob.open(settings, { ...tools, memory: remembered })
}

const fresh = (fields?: Record<string, string>) => deliveryOf(azureBlob, sampleLead(), fields ? { fields } : {})

const day = '2025-11-20.ndjson'
const contentOf = async (name = day) => (await farEnd.blobs())[name] ?? ''
const idsIn = (content: string) => [...content.matchAll(/"LeadId":"([^"]+)"/g)].map((match) => match[1])
const isAppend = ({ url = '' }: { url?: string | undefined }) => url.includes('comp=appendblock')

describe('a daily file', () => {
  test('gets a line for each lead, and the receipt says where it stands', async () => {
    const destination = worker({ prefix: 'leads' })
    const [first, second] = [fresh(), fresh()]
    const receipts = [await destination.deliver(first), await destination.deliver(second)]
    const content = await contentOf(`leads/${day}`)
    const lines = content.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([first.fields, second.fields])
    expect(receipts.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['created', 201],
      ['created', 201],
    ])
    expect(receipts.map(({ reference }) => reference)).toEqual([
      `leads/${day}@0`,
      `leads/${day}@${Buffer.byteLength(lines[0] ?? '') + 1}`,
    ])
  })

  test('takes one request for a line that follows a line of the same worker', async () => {
    const destination = worker()
    await destination.deliver(fresh())
    const before = farEnd.proxy.requests.length
    await destination.deliver(fresh())
    expect(farEnd.proxy.requests.slice(before).map(({ method }) => method)).toEqual(['PUT'])
  })

  test('is that of the day of receipt, whatever the day of the delivery', async () => {
    await worker().deliver({ ...fresh(), receivedAt: new Date('2025-11-19T23:59:59Z') })
    expect(Object.keys(await farEnd.blobs())).toEqual(['2025-11-19.ndjson'])
  })

  test('holds every lead once when several workers write to it', async () => {
    const workers = [worker(), worker(), worker()]
    const sent = Array.from({ length: 15 }, () => fresh())
    await Promise.all(sent.map((each, i) => workers[i % 3]?.deliver(each)))
    expect(idsIn(await contentOf()).sort()).toEqual(sent.map(({ leadId }) => leadId).sort())
  })

  test('goes on in a new file when it has all the blocks it may have, for every worker', async () => {
    const [one, two] = [worker(), worker()]
    const sent = [fresh(), fresh(), fresh()] as const
    await two.deliver(sent[0])
    const full = blobError(
      409,
      'BlockCountExceedsLimit',
      'The committed block count cannot exceed the limit of 50,000.',
    )
    farEnd.proxy.answer(full, (request) => isAppend(request) && !request.url?.includes('.2.'))
    expect((await one.deliver(sent[1])).reference).toBe('2025-11-20.2.ndjson@0')
    expect((await two.deliver(sent[2])).reference).toMatch(/^2025-11-20\.2\.ndjson@\d+$/)
    expect(idsIn(await contentOf('2025-11-20.2.ndjson'))).toHaveLength(2)
  })

  test('that is a blob of another kind holds the destination', async () => {
    await farEnd.client.create()
    await farEnd.client.getBlockBlobClient(day).upload('x', 1)
    const error = await failure(worker().deliver(fresh()))
    expect([error.class, error.detail.code]).toEqual(['configuration', 'InvalidBlobType'])
    expect(error.message).toContain(day)
  })

  test('201 without the offset is no proof', async () => {
    await worker().deliver(fresh())
    farEnd.proxy.answer({ status: 201, headers: { etag: '"0x1"' } }, isAppend)
    expect((await failure(worker().deliver(fresh()))).class).toBe('uncertain')
  })

  test('a reply lost while the file is made leaves the lead unsent: transient', async () => {
    await farEnd.client.create()
    farEnd.proxy.loseReplies(({ method, url }) => method === 'PUT' && !isAppend({ url }))
    expect((await failure(worker().deliver(fresh()))).class).toBe('transient')
    expect(await contentOf()).toBe('')
  })
})

describe('a repeat', () => {
  async function lost(sent: Delivery): Promise<void> {
    farEnd.proxy.loseReplies(isAppend)
    expect((await failure(worker().deliver(sent))).class).toBe('uncertain')
    farEnd.calm()
  }

  async function neverArrived(sent: Delivery): Promise<void> {
    farEnd.proxy.answer(blobError(500, 'OperationTimedOut', 'x'), isAppend)
    expect((await failure(worker().deliver(sent))).class).toBe('uncertain')
    farEnd.calm()
  }

  test('finds the line of an attempt whose reply was lost, also behind lines of others', async () => {
    const sent = fresh()
    await worker().deliver(fresh())
    await lost(sent)
    await worker().deliver(fresh())
    const found = await worker().find?.(again(sent))
    const receipt = await worker().deliver(again(sent))
    expect(receipt).toMatchObject({ outcome: 'already-there', reference: found?.reference })
    expect(idsIn(await contentOf()).filter((id) => id === sent.leadId)).toHaveLength(1)
  })

  test('writes the line when the first attempt never came through', async () => {
    const sent = fresh()
    await neverArrived(sent)
    expect(await worker().find?.(again(sent))).toBeUndefined()
    expect(await worker().deliver(again(sent))).toMatchObject({ outcome: 'created' })
    expect(idsIn(await contentOf())).toEqual([sent.leadId])
  })

  test('takes another place when another writer has taken that of the attempt that never came through', async () => {
    const [sent, other] = [fresh(), fresh()]
    await neverArrived(sent)
    await worker().deliver(other)
    await worker().deliver(again(sent))
    expect(idsIn(await contentOf())).toEqual([other.leadId, sent.leadId])
  })

  test.for([
    ['', {}],
    [', though the mapping has changed', { Company: 'Another' }],
  ] as const)('is not written when the first attempt comes through at that very moment%s', async ([, changed]) => {
    const sent = fresh()
    await neverArrived(sent)
    // Between the look at the file and the append, the first attempt's bytes arrive after all.
    const line = `${JSON.stringify(sent.fields)}\n`
    const late = {
      ...memory,
      async set(key: string, value: string) {
        await memory.set(key, value)
        if (idsIn(await contentOf()).length === 0) {
          await farEnd.client.getAppendBlobClient(day).appendBlock(line, Buffer.byteLength(line))
        }
      },
    }
    const repeated = { ...again(sent), fields: { ...sent.fields, ...changed } }
    expect(await worker({}, late).deliver(repeated)).toMatchObject({ outcome: 'already-there' })
    expect(await contentOf()).toBe(line)
  })

  test('knows its line though the mapping has changed since', async () => {
    const sent = fresh()
    await lost(sent)
    const changed = { ...again(sent), fields: { ...sent.fields, Company: 'Another' } }
    expect(await worker().deliver(changed)).toMatchObject({ outcome: 'already-there' })
    expect(await contentOf()).not.toContain('Another')
  })

  test.for<Record<string, string>>([{}, { etag: '"0x1"', 'content-length': '3' }])(
    'waits when a look is answered with %j',
    async (headers) => {
      const sent = fresh()
      await lost(sent)
      farEnd.proxy.answer({ status: 206, headers, body: 'abc' }, ({ method }) => method === 'GET')
      expect((await failure(worker().deliver(again(sent)))).class).toBe('transient')
      expect(idsIn(await contentOf())).toEqual([sent.leadId])
    },
  )

  test('of what has long been delivered finds it', async () => {
    const sent = fresh()
    const { reference } = await worker().deliver(sent)
    await worker().deliver(fresh())
    expect(await worker().deliver(again(sent))).toMatchObject({ outcome: 'already-there', reference })
  })
})
