import type { IncomingMessage } from 'node:http'
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob'
import { v7 as uuidv7 } from 'uuid'
import { expect, inject } from 'vitest'
import { DeliveryError } from '../../../src/failure.ts'
import { type AzureProxy, blobError, startAzureProxy } from '../../far-ends/azure-proxy.ts'
import type { FarEnd } from '../../far-ends/far-end.ts'

export interface BlobFarEnd extends FarEnd {
  proxy: AzureProxy
  /** The container itself, past the proxy. */
  client: ContainerClient
  /** Names and contents, by name. */
  blobs(): Promise<Record<string, string>>
}

type Layout = 'json' | 'ndjson' | 'csv'

/** Real Azurite behind the proxy, with a container of its own that does not exist yet. */
export async function startBlobs(layout: Layout = 'json'): Promise<BlobFarEnd> {
  const { connectionString, blobUrl } = inject('azurite')
  const proxy = await startAzureProxy(new URL(blobUrl).origin)
  const container = `leads-${uuidv7()}`
  const client = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container)

  async function blobs(): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    if (!(await client.exists())) return found
    for await (const { name } of client.listBlobsFlat()) {
      found[name] = (await client.getBlobClient(name).downloadToBuffer()).toString('utf8')
    }
    return found
  }

  async function records(): Promise<number> {
    const contents = Object.values(await blobs())
    if (layout === 'json') return contents.length
    const heads = layout === 'csv' ? 1 : 0
    // Every line, and only a line, begins with the lead's id.
    const starts = layout === 'csv' ? /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21},/gm : /^\{"LeadId":"/gm
    for (const content of contents) if (heads && !content.includes('LeadId,ReceivedTime')) throw new Error('no header')
    return contents.reduce((sum, content) => sum + (content.match(starts)?.length ?? 0), 0)
  }

  const refused = blobError(
    403,
    'AuthenticationFailed',
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    'The MAC signature found in the HTTP request is not the same as any computed signature.',
  )
  /** A lead, not the header row. */
  function isLead({ method, url = '', headers }: IncomingMessage): boolean {
    if (method !== 'PUT' || layout === 'json') return method === 'PUT' && url.includes('.json')
    return url.includes('comp=appendblock') && (layout === 'ndjson' || headers['x-ms-blob-condition-appendpos'] !== '0')
  }
  const key = /AccountKey=([^;]+)/.exec(connectionString)?.[1] ?? ''
  return {
    proxy,
    client,
    blobs,
    settings: { connectionString: proxy.proxied(connectionString), container, layout },
    secrets: [key, connectionString],
    records,
    ...(layout === 'json' && { remove: async (name: string) => void (await client.deleteBlob(name)) }),
    provoke: {
      transient: () => proxy.answer(blobError(503, 'ServerBusy', 'Ingress is over the account limit.')),
      configuration: () => proxy.answer(refused),
      rejected: () =>
        proxy.answer(blobError(413, 'RequestBodyTooLarge', 'The request body is too large and exceeds the limit.')),
      uncertain: () => proxy.loseReplies(isLead),
    },
    misbehave: proxy.misbehave,
    calm: proxy.calm,
    close: proxy.close,
  }
}

export async function failure(result: Promise<unknown> | undefined): Promise<DeliveryError> {
  return Promise.resolve(result).then(
    () => expect.fail('it went through'),
    (error: unknown) => (error instanceof DeliveryError ? error : Promise.reject(error)),
  )
}
