/** A container of Azure Blob. Its calls return a result or an expected refusal (see `answerOf`). */
import { AnonymousCredential, ContainerClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob'
import { transient } from '../../failure.ts'
import type { Http } from '../http.ts'
import { unsent } from '../unsent.ts'
import type { StorageCredential } from './credential.ts'
import { type Answered, answerOf, type StorageCalls } from './failure.ts'
import { azureBlobHttpClient } from './http-client.ts'

export interface ContainerSettings {
  name: string
  /** Whether a missing container may be created. */
  create: boolean
  onCreated(): void
}

export type Container = ReturnType<typeof openContainer>

export function openContainer(
  { url, account, key, sas, token }: StorageCredential,
  { name, create, onCreated }: ContainerSettings,
  calls: StorageCalls,
  http: Http,
) {
  const credential = key ? new StorageSharedKeyCredential(account, key) : new AnonymousCredential()
  const options = { httpClient: azureBlobHttpClient(http, token), retryOptions: { maxTries: 1 } }
  const client = new ContainerClient(`${url}/${name}${sas ? `?${sas}` : ''}`, newPipeline(credential, options))

  function ask<T>(call: () => Promise<T>, ...expected: string[]): Promise<Answered<T>> {
    return answerOf(call, expected, calls)
  }

  /** As `ask`, but a missing container is created first if that is allowed. */
  async function write<T>(signal: AbortSignal, call: () => Promise<T>, ...expected: string[]): Promise<Answered<T>> {
    if (!create) return ask(call, ...expected)
    const answer = await ask(call, ...expected, 'ContainerNotFound')
    if ('result' in answer || answer.refused !== 'ContainerNotFound') return answer
    await unsent(ask(() => client.create({ abortSignal: signal }), 'ContainerAlreadyExists'))
    onCreated()
    return ask(call, ...expected)
  }

  /**
   * @returns the names of the blobs that begin so, however many pages they are on. A page of 1,000 stays below the limit
   * of a reply; the service would list 5,000.
   */
  async function names(prefix: string, abortSignal: AbortSignal): Promise<string[]> {
    const listed = await ask(async () => {
      const found: string[] = []
      const pages = client.listBlobsFlat({ prefix, abortSignal }).byPage({ maxPageSize: 1_000 })
      for (let page = await pages.next().catch(foreign); !page.done; page = await pages.next().catch(foreign)) {
        if (page.value.containerName !== name) foreign()
        found.push(...page.value.segment.blobItems.map((blob) => blob.name))
      }
      return found
    }, 'ContainerNotFound')
    return 'result' in listed ? listed.result : []
  }

  return {
    ask,
    write,
    names,
    blob: (blob: string) => client.getBlockBlobClient(blob),
    appendBlob: (blob: string) => client.getAppendBlobClient(blob),
  }
}

/** The SDK fails with a TypeError on an answer that is no list. */
function foreign(reason?: unknown): never {
  if (reason !== undefined && !(reason instanceof TypeError)) throw reason
  throw transient({ code: 'UNREADABLE_REPLY', message: 'Azure Blob: the answer is no list of blobs', cause: reason })
}

/** The codes of a missing blob or container. */
export const missingBlob = ['BlobNotFound', 'ContainerNotFound']

export function statusOf(result: { _response: { status: number } }): number {
  return result._response.status
}
