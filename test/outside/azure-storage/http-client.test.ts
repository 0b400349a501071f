import { TableClient } from '@azure/data-tables'
import { BlobServiceClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { storageCredential } from '../../../src/outside/azure-storage/credential.ts'
import { storageCode, storageFailure } from '../../../src/outside/azure-storage/failure.ts'
import { azureBlobHttpClient, azureHttpClient } from '../../../src/outside/azure-storage/http-client.ts'
import type { TokenSource } from '../../../src/outside/entra/tokens.ts'
import { type TestTools, toolsFor } from '../../connectors/tools.ts'
import { type AzureProxy, blobError, startAzureProxy } from '../../far-ends/azure-proxy.ts'
import { eventually } from '../../setup/eventually.ts'

const calls = { service: 'blob', problems: azureBlob.problems, now: () => new Date() } as const

let tools: TestTools
let proxy: AzureProxy

beforeEach(() => {
  tools = toolsFor('azure')
})

afterEach(async () => {
  tools.http.close()
  await proxy.close()
})

describe('blobs, through the hub’s HTTP client', () => {
  async function blobs() {
    const { blobUrl, connectionString } = inject('azurite')
    proxy = await startAzureProxy(new URL(blobUrl).origin)
    const { url, account, key } = storageCredential(
      { connectionString: proxy.proxied(connectionString) },
      'blob',
      tools,
    )
    const credential = new StorageSharedKeyCredential(account, key ?? '')
    const httpClient = azureBlobHttpClient(tools.http)
    const pipeline = newPipeline(credential, { httpClient, retryOptions: { maxTries: 1 } })
    const container = new BlobServiceClient(url, pipeline).getContainerClient(`c${uuidv7()}`)
    return { container, blob: container.getBlockBlobClient('2025/11/20/lead ü.json') }
  }
  const once = { conditions: { ifNoneMatch: '*' } }

  test('the signature covers the sent request, with and without a body', async () => {
    const { container, blob } = await blobs()
    await container.create()
    const { etag, _response } = await blob.upload('{"name":"Žofie"}', 17, once)
    expect([_response.status, Boolean(etag)]).toEqual([201, true])
    expect((await blob.downloadToBuffer()).toString()).toBe('{"name":"Žofie"}')
    const append = container.getAppendBlobClient('day.ndjson')
    await append.create(once)
    await append.appendBlock(Buffer.from('{}\n'), 3, { conditions: { appendPosition: 0 } })
    expect((await append.getProperties()).contentLength).toBe(3)
  })

  test('an existing blob is recognised by its code', async () => {
    const { container, blob } = await blobs()
    await container.create()
    await blob.upload('{}', 2, once)
    const failure = await blob.upload('{}', 2, once).catch((error: unknown) => error)
    expect(storageCode(failure)).toBe('BlobAlreadyExists')
  })

  test.for([
    [blobError(404, 'ContainerNotFound', 'The specified container does not exist.'), 'configuration'],
    [blobError(409, 'ContainerBeingDeleted', 'The specified container is being deleted.'), 'transient'],
    [blobError(403, 'ContainerDisabled', 'The specified container is disabled.'), 'configuration'],
    [blobError(409, 'InvalidBlobType', 'The blob type is invalid for this operation.'), 'configuration'],
    [blobError(409, 'BlobImmutableDueToPolicy', 'This operation is not permitted.'), 'configuration'],
    [blobError(412, 'LeaseIdMissing', 'There is currently a lease on the blob.'), 'configuration'],
    [blobError(412, 'LeaseIdMismatchWithBlobOperation', 'The lease ID specified did not match.'), 'configuration'],
    [blobError(503, 'ServerBusy', 'Ingress is over the account limit.'), 'transient'],
    [blobError(500, 'OperationTimedOut', 'Operation could not be completed in time.'), 'uncertain'],
    [blobError(403, 'AuthenticationFailed', 'Server failed.', 'The MAC signature is not the same'), 'configuration'],
    [{ status: 503, headers: { 'retry-after': '3' } }, 'transient'],
    [{ status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'configuration'],
  ] as const)('%j is %s', async ([reply, kind]) => {
    const { blob } = await blobs()
    proxy.answer(reply)
    const failure = await blob.upload('{}', 2, once).catch((error: unknown) => error)
    expect(storageFailure(failure, calls).class).toBe(kind)
    expect(proxy.requests).toHaveLength(1)
  })

  test('the code is also read from the body, after a byte order mark', async () => {
    const { blob } = await blobs()
    const { body } = blobError(503, 'ServerBusy', 'Operations per second is over the account limit.')
    proxy.answer({ status: 503, headers: { 'content-type': 'application/xml' }, body: String(body) })
    const failure = await blob.upload('{}', 2).catch((error: unknown) => error)
    expect(storageCode(failure)).toBe('ServerBusy')
  })

  test('an abort ends the call with the failure of the hub’s HTTP client', async () => {
    const { blob } = await blobs()
    proxy.misbehave('hang')
    const stop = new AbortController()
    const before = proxy.requests.length
    const uploading = blob.upload('{}', 2, { abortSignal: stop.signal }).catch((error: unknown) => error)
    await eventually(() => expect(proxy.requests.length).toBeGreaterThan(before))
    stop.abort()
    const failure = await uploading
    expect(failure).toBeInstanceOf(DeliveryError)
    expect(storageFailure(failure, calls).class).toBe('uncertain')
    const aborted = await blob.upload('{}', 2, { abortSignal: AbortSignal.abort() }).catch((error: unknown) => error)
    expect(storageFailure(aborted, calls).class).toBe('transient')
  })
})

describe('a token instead of a key', () => {
  async function tables(token: TokenSource): Promise<TableClient> {
    proxy = await startAzureProxy('http://127.0.0.1:1')
    const options = { httpClient: azureHttpClient(tools.http, token), allowInsecureConnection: true }
    return new TableClient(`${proxy.origin}/account`, 'Leads', { ...options, retryOptions: { maxRetries: 0 } })
  }

  /** Returns t1, t2, …; each token is cached until it is dropped. */
  function tokens(): TokenSource & { given: number } {
    let fetched: Date | undefined
    return {
      given: 0,
      async token() {
        if (!fetched) this.given++
        fetched ??= new Date()
        return `t${this.given}`
      },
      drop: () => (fetched = undefined),
      fetchedAt: () => fetched,
    }
  }

  const row = { partitionKey: 'p', rowKey: 'r' }
  const refusal = blobError(401, 'InvalidAuthenticationInfo', 'The access token has expired.')

  test('goes with every request', async () => {
    const client = await tables(tokens())
    proxy.answer({ status: 204, headers: { etag: 'W/"1"' } })
    await client.createEntity(row)
    expect(proxy.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1'])
  })

  test('is fetched again once when it is too old', async () => {
    const source = tokens()
    const client = await tables(source)
    await source.token()
    proxy.answer(refusal)
    await expect(client.createEntity(row)).rejects.toThrow()
    expect(proxy.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2'])
  })

  test('is not fetched again when it was fetched for this request', async () => {
    const client = await tables(tokens())
    proxy.answer(refusal)
    await expect(client.createEntity(row)).rejects.toThrow()
    expect(proxy.requests).toHaveLength(1)
  })
})
