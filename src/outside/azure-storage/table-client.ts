/** Reads an Azure Storage table page by page; the rows keep the service's own format. */
import { AzureNamedKeyCredential, AzureSASCredential, TableClient } from '@azure/data-tables'
import { z } from 'zod'
import { transient } from '../../failure.ts'
import type { Http } from '../http.ts'
import { jsonOf } from '../json.ts'
import type { StorageCredential } from './credential.ts'
import { azureHttpClient } from './http-client.ts'

export function openTable(credential: StorageCredential, table: string, http: Http): TableClient {
  const { url, account, key, sas, token } = credential
  const options = {
    httpClient: azureHttpClient(http, token),
    retryOptions: { maxRetries: 0 },
    allowInsecureConnection: url.startsWith('http:'),
  }
  if (key) return new TableClient(url, table, new AzureNamedKeyCredential(account, key), options)
  if (sas) return new TableClient(url, table, new AzureSASCredential(sas), options)
  return new TableClient(url, table, options)
}

export interface PageWanted {
  /** Reads rows that the service wrote or changed from this time on. @default all */
  since: Date | undefined
  /** `next` of the previous page; blank for the first page. */
  after: string
  /** Largest number of rows, 1 to 1,000. The service may return fewer rows, even none although more rows follow. */
  most: number
  signal: AbortSignal
}

export interface TablePage {
  /** Ordered by PartitionKey and RowKey, not by time. */
  rows: readonly TableRow[]
  /** Blank on the last page. */
  next: string
  /** The service's clock when it answered. */
  at: Date | undefined
}

export interface TableRow {
  partitionKey: string
  rowKey: string
  /** When the row was written or last changed, by the service's clock. */
  timestamp: Date
  /** Columns and keys in the service's own format, without its annotations. */
  columns: Readonly<Record<string, unknown>>
}

const rowShape = z
  .looseObject({ PartitionKey: z.string(), RowKey: z.string(), Timestamp: z.iso.datetime({ offset: true }) })
  .transform((row): TableRow => {
    const columns = Object.fromEntries(Object.entries(row).filter(([name]) => !/(^|@)odata\./.test(name)))
    return { partitionKey: row.PartitionKey, rowKey: row.RowKey, timestamp: new Date(row.Timestamp), columns }
  })

const replyShape = z.object({ value: z.array(rowShape) })
const keysShape = z.object({ value: z.array(z.object({ RowKey: z.string() }).transform(({ RowKey }) => RowKey)) })

/** Makes one request. @throws the SDK's errors (see `storageFailure`), and DeliveryError for an answer without rows. */
export async function readPage(client: TableClient, { since, after, most, signal }: PageWanted): Promise<TablePage> {
  let answer = { text: '', date: '' }
  const pages = client
    .listEntities({
      abortSignal: signal,
      queryOptions: since ? { filter: `Timestamp ge datetime'${since.toISOString()}'` } : {},
      // The SDK turns numbers and dates into its own types; the stored rows keep the service's format.
      onResponse: ({ bodyAsText, headers }) => {
        answer = { text: bodyAsText ?? '', date: headers.get('date') ?? '' }
      },
    })
    .byPage({ maxPageSize: most, ...(after ? { continuationToken: after } : {}) })
  const { value: page } = await pages.next()
  const at = new Date(answer.date)
  return {
    rows: rowsIn(answer.text, replyShape),
    next: page?.continuationToken ?? '',
    at: Number.isNaN(at.getTime()) ? undefined : at,
  }
}

/**
 * Reads the keys of all rows that match, in as many requests as there are pages. The SDK takes any answer for an empty page,
 * so the answers themselves are read. @throws as `readPage` does.
 */
export async function readRowKeys(client: TableClient, filter: string, abortSignal: AbortSignal): Promise<string[]> {
  const keys: string[] = []
  const onResponse = ({ bodyAsText, status }: { bodyAsText?: string | null; status: number }) => {
    if (status === 200) keys.push(...rowsIn(bodyAsText ?? '', keysShape))
  }
  const queryOptions = { filter, select: ['RowKey'] }
  const pages = client.listEntities({ abortSignal, queryOptions, onResponse }).byPage({ maxPageSize: 1_000 })
  while (!(await pages.next()).done);
  return keys
}

function rowsIn<Row>(text: string, shape: z.ZodType<{ value: Row[] }>): Row[] {
  const read = shape.safeParse(jsonOf(text))
  if (read.success) return read.data.value
  throw transient({ message: 'Azure Table: the answer holds no rows that can be read', code: 'UNREADABLE_REPLY' })
}
