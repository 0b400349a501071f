/** Reads the table's pages. */
import { storageCredential } from '../../outside/azure-storage/credential.ts'
import type { TableRow } from '../../outside/azure-storage/table-client.ts'
import type { Poll, PollTools, Row } from '../source.ts'
import { readFailure } from './failure.ts'
import type { TableSettings } from './settings.ts'

/** Bytes of a page of 1,000 rows. A lead has some thousand characters; the service allows 1 MiB per row. */
const maxReply = 64 * 1024 * 1024

export function pollTable(settings: TableSettings, { openHttp, now }: PollTools): Poll {
  const { table, every, overlap, from, allowNetworks } = settings
  const http = openHttp({ allowNetworks, maxReply })
  const credential = storageCredential(settings, 'table', { http, now })
  let reading: ReturnType<typeof open> | undefined
  return {
    place: [credential.account, table.toLowerCase(), from].filter(Boolean).join('/'),
    ...{ every, overlap, from: from === undefined ? undefined : new Date(from) },
    async page(wanted) {
      reading ??= open()
      const read = await reading
      const { rows, next, at } = await read(wanted)
      return { rows: rows.map((row) => asRow(row, table)), next, at }
    },
    failure: readFailure,
  }

  /**
   * The SDK is loaded with the first page, because it takes 0.1 s and each command of the CLI reads the list of
   * sources.
   */
  async function open() {
    const { openTable, readPage } = await import('../../outside/azure-storage/table-client.ts')
    return readPage.bind(undefined, openTable(credential, table, http))
  }
}

/**
 * The table's name is in lower case, because the service takes it in any case. The account is not part of the key,
 * because it may have several names.
 */
export function asRow({ partitionKey, rowKey, timestamp, columns }: TableRow, table: string): Row {
  const key = [table.toLowerCase(), partitionKey, rowKey]
  return { key, writtenAt: timestamp, body: Buffer.from(JSON.stringify(columns)) }
}
