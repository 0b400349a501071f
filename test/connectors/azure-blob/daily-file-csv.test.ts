import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import type { Destination, Memory } from '../../../src/connector.ts'
import { csvLines } from '../../../src/lead/csv.ts'
import { blobError } from '../../far-ends/azure-proxy.ts'
import { cellsThatRun } from '../../lead/spreadsheet.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { inMemory, type TestTools, toolsFor } from '../tools.ts'
import { type BlobFarEnd, failure, startBlobs } from './azure-blob.ts'

let farEnd: BlobFarEnd
let memory: Memory
let opened: TestTools[]

beforeEach(async () => {
  farEnd = await startBlobs('csv')
  memory = inMemory()
  opened = []
})

afterEach(async () => {
  for (const { http } of opened) http.close()
  await farEnd.close()
})

/** A worker: its own process in all but name, over the same memory. */
function worker(more: Record<string, unknown>): Destination {
  const tools = toolsFor('archive')
  opened.push(tools)
  const settings = azureBlob.settings.parse({ ...farEnd.settings, ...more })
  return azureBlob.open(settings, { ...tools, memory })
}

const fresh = (fields?: Record<string, string>) => deliveryOf(azureBlob, sampleLead(), fields ? { fields } : {})

describe('a CSV file', () => {
  const csv = { layout: 'csv', columns: ['LeadId', 'Company', 'Description'] }
  const rows = async (name = '2025-11-20.csv') => (await farEnd.blobs())[name] ?? ''

  test('has its header once, however many begin it together', async () => {
    const workers = [worker(csv), worker(csv)]
    const sent = Array.from({ length: 8 }, () => fresh())
    await Promise.all(sent.map((each, i) => workers[i % 2]?.deliver(each)))
    const content = await rows()
    expect(content.startsWith('LeadId,Company,Description\r\n')).toBe(true)
    expect(content.match(/LeadId,Company/g)).toHaveLength(1)
    expect(content.trimEnd().split('\r\n')).toHaveLength(9)
  })

  test('quotes as RFC 4180 says', async () => {
    await worker(csv).deliver(fresh({ LeadId: '1', Company: 'Say "hi", Ltd', Description: 'two\nlines' }))
    expect(await rows()).toBe('LeadId,Company,Description\r\n1,"Say ""hi"", Ltd","two\nlines"\r\n')
  })

  test.for([
    ...['=1+1', '+49 30 1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\uFF1D1', '\uFF0B1', '\uFF0D1', '\uFF20A'],
    ...['two;=1', 'two;"=1"', 'two; =1', 'two\t+1', 'two\r\n@A1', 'two\r-1', 'plain', 'a; b = c', 'Say "hi", Ltd'],
  ])('the cell %j is as harmless as in an export', async (text) => {
    await worker(csv).deliver(fresh({ LeadId: '1', Company: text }))
    expect(await rows()).toBe(csvLines([csv.columns, ['1', text, '']]))
    for (const separator of [',', ';', '\t']) expect(cellsThatRun(await rows(), separator)).toEqual([])
  })

  test('has a byte order mark at its very start, and only there, when asked for', async () => {
    await worker({ ...csv, bom: true }).deliver(fresh())
    await worker({ ...csv, bom: true }).deliver(fresh())
    const content = await farEnd.client.getBlobClient('2025-11-20.csv').downloadToBuffer()
    expect([...content.subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 'L'.charCodeAt(0)])
    expect(content.indexOf('\ufeff', 3)).toBe(-1)
    expect(Object.keys(await farEnd.blobs())).toEqual(['2025-11-20.csv'])
  })

  test('goes on in a new file when its columns change in the middle of the day', async () => {
    await worker(csv).deliver(fresh({ LeadId: '1', Company: 'A' }))
    await worker({ ...csv, columns: ['Company', 'LeadId'] }).deliver(fresh({ LeadId: '2', Company: 'B' }))
    expect(await rows()).toBe('LeadId,Company,Description\r\n1,A,\r\n')
    expect(await rows('2025-11-20.2.csv')).toBe('Company,LeadId\r\nB,2\r\n')
  })

  test('gets its header from the next writer when the one who made it died before', async () => {
    await farEnd.client.create()
    await farEnd.client.getAppendBlobClient('2025-11-20.csv').create()
    await worker(csv).deliver(fresh({ LeadId: '1' }))
    expect(await rows()).toBe('LeadId,Company,Description\r\n1,,\r\n')
  })

  test('that cannot be read back leaves the lead for a later attempt', async () => {
    await worker(csv).deliver(fresh())
    farEnd.proxy.answer(blobError(404, 'BlobNotFound', 'x'), ({ method }) => method === 'GET')
    const { class: kind, detail } = await failure(worker(csv).deliver(fresh()))
    expect([kind, detail.code, detail.problem]).toEqual(['transient', 'BlobNotFound', 'azure-blob-file-contended'])
  })

  test('a mapped field without a column is named in the receipt', async () => {
    const { notes } = await worker(csv).deliver(fresh({ LeadId: '1', Budget: '5' }))
    expect(notes).toEqual(['no column for Budget; name them under columns'])
  })
})
