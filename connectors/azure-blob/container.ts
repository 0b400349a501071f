import {
  AnonymousCredential,
  type AppendBlobClient,
  type BlockBlobClient,
  ContainerClient,
  newPipeline,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import type { Tools } from '../../src/connector.ts'
import { type DeliveryError, uncertain } from '../../src/failure.ts'
import { azureBlobHttpClient } from '../../src/outside/azure.ts'
import { type StorageCredential, storageCredential } from '../../src/outside/azure-storage.ts'
import { storageCode, storageFailure } from '../../src/outside/azure-storage-failure.ts'
import { storageProblem } from '../../src/outside/azure-storage-problem.ts'
import { unsent } from '../../src/outside/unsent.ts'
import type { Settings } from './settings.ts'

/** A container of the account, reached by our own door. */
export interface Container {
  readonly credential: StorageCredential
  readonly blob: (name: string) => BlockBlobClient
  readonly appendBlob: (name: string) => AppendBlobClient
  /** Where a blob of that name stands: host and path, nothing else of its address. */
  readonly placeOf: (name: string) => string
  /** Runs a write; when the container is missing and may be made, makes it and runs it once more. */
  writing<T>(signal: AbortSignal, write: () => Promise<T>): Promise<T>
  failed(failure: unknown): DeliveryError
}

export function openContainer(config: Settings, tools: Tools): Container {
  const credential = storageCredential(config, 'blob', tools)
  const client = new ContainerClient(urlOf(credential, config.container), pipelineOf(credential, tools))

  async function create(abortSignal: AbortSignal): Promise<void> {
    await client.create({ abortSignal }).catch((failure: unknown) => {
      if (storageCode(failure) !== 'ContainerAlreadyExists') throw failed(failure)
    })
    tools.log.info({ destination: tools.destination, container: config.container }, 'container created')
  }

  function failed(failure: unknown): DeliveryError {
    return storageProblem(storageFailure(failure, 'Azure Blob', tools.now()), 'azure-blob', !!credential.token)
  }

  return {
    credential,
    blob: (name) => client.getBlockBlobClient(name),
    appendBlob: (name) => client.getAppendBlobClient(name),
    placeOf: (name) => `${credential.url.replace(/^https?:\/\//, '')}/${config.container}/${name}`,
    async writing(signal, write) {
      return write().catch(async (failure: unknown) => {
        if (!config.createContainer || storageCode(failure) !== 'ContainerNotFound') throw failure
        await unsent(create(signal))
        return write()
      })
    },
    failed,
  }
}

function urlOf({ url, sas }: StorageCredential, container: string): string {
  return `${url}/${container}${sas ? `?${sas}` : ''}`
}

function pipelineOf({ account, key, token }: StorageCredential, { http }: Tools) {
  const credential = key ? new StorageSharedKeyCredential(account, key) : new AnonymousCredential()
  return newPipeline(credential, {
    httpClient: azureBlobHttpClient(http, token),
    retryOptions: { maxTries: 1 },
  })
}

interface Answered {
  _response: { status: number }
}

export function statusOf(result: Answered): number {
  return result._response.status
}

export function unproven(status: number): DeliveryError {
  const message = 'Azure Blob answered without the proof that the lead is written'
  return uncertain({ message, code: 'UNPROVEN', status })
}
