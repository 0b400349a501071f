import { TableClient } from '@azure/data-tables'
import { v7 as uuidv7 } from 'uuid'
import { inject } from 'vitest'
import { type AzureProxy, startAzureProxy, tableError, tableXmlError } from '../../far-ends/azure-proxy.ts'
import type { FarEnd } from '../../far-ends/far-end.ts'

export interface TableFarEnd extends FarEnd {
  proxy: AzureProxy
  table: string
  /** The table itself, past the proxy. */
  client: TableClient
  rows(): Promise<Record<string, unknown>[]>
}

/** Real Azurite behind the proxy, with a table of its own that does not exist yet. */
export async function startTable(): Promise<TableFarEnd> {
  const { connectionString, tableUrl } = inject('azurite')
  const proxy = await startAzureProxy(new URL(tableUrl).origin)
  const table = `Leads${uuidv7().replaceAll('-', '')}`
  const client = TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true })

  async function rows(): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = []
    try {
      for await (const row of client.listEntities()) found.push(row)
    } catch (error) {
      if (!(error instanceof Error) || !/TableNotFound/.test(error.message)) throw error
    }
    return found
  }

  const key = /AccountKey=([^;]+)/.exec(connectionString)?.[1] ?? ''
  const refused = tableXmlError(
    403,
    'AuthenticationFailed',
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
  )
  return {
    proxy,
    table,
    client,
    rows,
    settings: { connectionString: proxy.proxied(connectionString), table },
    secrets: [key, connectionString],
    records: async () => (await rows()).length,
    async remove(reference) {
      const [partitionKey = '', rowKey = ''] = reference.split('/')
      await client.deleteEntity(partitionKey, rowKey)
    },
    provoke: {
      transient: () => proxy.answer(tableError(503, 'ServerBusy', 'The server is busy.')),
      configuration: () => proxy.answer(refused),
      rejected: () =>
        proxy.answer(tableError(400, 'EntityTooLarge', 'The entity is larger than the maximum size permitted.')),
      uncertain: () => proxy.loseReplies((request) => request.url?.includes(table) ?? false),
    },
    misbehave: proxy.misbehave,
    calm: proxy.calm,
    close: proxy.close,
  }
}
