import type { Delivery, KeptRecord, Preview, Receipt } from '../../src/connector.ts'
import { rejected } from '../../src/failure.ts'
import { storageCode } from '../../src/outside/azure-storage-failure.ts'
import { type Container, statusOf, unproven } from './container.ts'
import { json } from './lines.ts'
import type { Settings } from './settings.ts'

/** The name holds the lead's own id: a blob of that name is this lead, whoever wrote it. */
function nameOf({ leadId, receivedAt }: Delivery, { prefix }: Pick<Settings, 'prefix'>): string {
  const day = receivedAt.toISOString().slice(0, 10).replaceAll('-', '/')
  return [prefix, `${day}/${leadId}.json`].filter(Boolean).join('/')
}

const type = 'application/json; charset=utf-8'

export function preview(delivery: Delivery, config: Settings, container: Container): Preview {
  const body: unknown = JSON.parse(json(delivery).toString())
  const headers = { 'x-ms-blob-content-type': type, 'if-none-match': '*' }
  return { method: 'PUT', to: container.placeOf(nameOf(delivery, config)), headers, body }
}

export async function deliver(delivery: Delivery, config: Settings, container: Container): Promise<Receipt> {
  const reference = nameOf(delivery, config)
  const body = json(delivery)
  const upload = () =>
    container.blob(reference).upload(body, body.length, {
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: type },
      abortSignal: delivery.signal,
    })
  try {
    const written = await container.writing(delivery.signal, upload)
    if (statusOf(written) !== 201 || !written.etag) throw unproven(statusOf(written))
    return { outcome: 'created', reference, status: 201 }
  } catch (failure) {
    // Some paths answer the condition with 412 instead (rest/api/storageservices/specifying-conditional-headers…).
    const code = storageCode(failure)
    if (code === 'BlobAlreadyExists') return { outcome: 'already-there', reference, status: 409 }
    // A SAS that may create and not overwrite says it so.
    if (code === 'UnauthorizedBlobOverwrite') return { outcome: 'already-there', reference, status: 403 }
    if (code === 'ConditionNotMet') return { outcome: 'already-there', reference, status: 412 }
    throw container.failed(failure)
  }
}

export async function find(delivery: Delivery, config: Settings, container: Container): Promise<Receipt | undefined> {
  const reference = nameOf(delivery, config)
  try {
    const found = await container.blob(reference).getProperties({ abortSignal: delivery.signal })
    if (found.blobType !== 'BlockBlob' || !found.etag) throw unproven(statusOf(found))
    return { outcome: 'already-there', reference, status: 200 }
  } catch (failure) {
    const code = storageCode(failure)
    if (code === 'BlobNotFound' || code === 'ContainerNotFound') return undefined
    throw container.failed(failure)
  }
}

/** With its snapshots: the service refuses to delete a blob and leave them. */
export async function erase({ leadId, reference, signal }: KeptRecord, container: Container): Promise<boolean> {
  // A line's reference would pass for a blob that is gone.
  if (!reference.endsWith(`/${leadId}.json`)) {
    const message = 'The receipt names no blob of one lead: the layout was another then; take the line out by hand'
    throw rejected({ code: 'FOREIGN_REFERENCE', message })
  }
  try {
    const deleted = await container.blob(reference).delete({ deleteSnapshots: 'include', abortSignal: signal })
    if (statusOf(deleted) !== 202) throw unproven(statusOf(deleted))
    return true
  } catch (failure) {
    const code = storageCode(failure)
    if (code === 'BlobNotFound' || code === 'ContainerNotFound') return false
    throw container.failed(failure)
  }
}
