/** A container of Azure Blob. Its calls return a result or an expected refusal (see `answerOf`). */
import { AnonymousCredential, ContainerClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob'
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

  return {
    ask,
    write,
    blob: (blob: string) => client.getBlockBlobClient(blob),
    appendBlob: (blob: string) => client.getAppendBlobClient(blob),
  }
}

/** The codes of a missing blob or container. */
export const missingBlob = ['BlobNotFound', 'ContainerNotFound']

export function statusOf(result: { _response: { status: number } }): number {
  return result._response.status
}
