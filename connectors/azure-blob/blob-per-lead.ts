import type { DeliveredRecord, Delivery, Destination, Preview, Receipt } from '../../src/connector.ts'
import { rejected } from '../../src/failure.ts'
import { missingBlob, statusOf } from '../../src/outside/azure-storage/blob-client.ts'
import { unproven } from '../../src/outside/azure-storage/failure.ts'
import type { Client } from './client.ts'
import { blobName, json } from './request.ts'
import type { Settings } from './settings.ts'

const type = 'application/json; charset=utf-8'

/** Some paths answer the condition with 412 (rest/api/storageservices/specifying-conditional-headers…). */
const alreadyThere = ['BlobAlreadyExists', 'ConditionNotMet', 'UnauthorizedBlobOverwrite']

/** The name holds the lead's own id: a blob of that name is this lead, whichever client wrote it. */
export function openBlobPerLead(config: Settings, client: Client) {
  async function deliver(delivery: Delivery): Promise<Receipt> {
    const reference = blobName(delivery, config)
    const body = json(delivery)
    const options = {
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: type },
      abortSignal: delivery.signal,
    }
    const upload = () => client.blob(reference).upload(body, body.length, options)
    const written = await client.write(delivery.signal, upload, ...alreadyThere)
    if ('refused' in written) return { outcome: 'already-there', reference, status: written.status }
    if (statusOf(written.result) !== 201 || !written.result.etag) throw unproven('blob', statusOf(written.result))
    return { outcome: 'created', reference, status: 201 }
  }

  async function find(delivery: Delivery): Promise<Receipt | undefined> {
    const reference = blobName(delivery, config)
    const look = () => client.blob(reference).getProperties({ abortSignal: delivery.signal })
    const found = await client.ask(look, ...missingBlob)
    if ('refused' in found) return undefined
    if (found.result.blobType !== 'BlockBlob' || !found.result.etag) throw unproven('blob', statusOf(found.result))
    return { outcome: 'already-there', reference, status: 200 }
  }

  function preview(delivery: Delivery): Preview {
    const body: unknown = JSON.parse(json(delivery).toString())
    const headers = { 'x-ms-blob-content-type': type, 'if-none-match': '*' }
    return { method: 'PUT', to: client.placeOf(blobName(delivery, config)), headers, body }
  }

  /** Deletes the snapshots too, because the service refuses to delete a blob that has snapshots. */
  async function erase({ leadId, reference, signal }: DeliveredRecord): Promise<boolean> {
    // The reference of a line names no blob: the 404 would look like a deleted blob.
    if (!reference.endsWith(`/${leadId}.json`)) {
      const message =
        'The receipt names no blob of one lead, because the layout was another then; take the line out by hand'
      throw rejected({ code: 'FOREIGN_REFERENCE', message })
    }
    const remove = () => client.blob(reference).delete({ deleteSnapshots: 'include', abortSignal: signal })
    const deleted = await client.ask(remove, ...missingBlob)
    if ('refused' in deleted) return false
    if (statusOf(deleted.result) !== 202) throw unproven('blob', statusOf(deleted.result))
    return true
  }

  return { deliver, find, preview, erase } satisfies Destination
}
