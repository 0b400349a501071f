import { storageCode } from '../../src/outside/azure-storage-failure.ts'
import { type Container, statusOf, unproven } from './container.ts'
import type { Settings } from './settings.ts'

/**
 * The right to write, proved by a write that cannot happen: it asks for an ETag that no blob has. Rights are looked at
 * before conditions. Files that grow are read back after a lost reply, so they need the right to read too.
 */
export async function checkContainer(config: Settings, container: Container, signal: AbortSignal): Promise<void> {
  const name = [config.prefix, '.leadyard-check'].filter(Boolean).join('/')
  const refused = await refusal(() => impossibleWrite(config, container, name, signal))
  const missing = storageCode(refused) === 'ContainerNotFound'
  if (missing && config.createContainer) return
  if (storageCode(refused) !== 'ConditionNotMet') throw container.failed(refused)
  if (config.layout === 'json') return
  const unread = await refusal(() => container.blob(name).getProperties({ abortSignal: signal }))
  if (storageCode(unread) !== 'BlobNotFound') throw container.failed(unread)
}

function impossibleWrite(config: Settings, container: Container, name: string, abortSignal: AbortSignal) {
  const options = { conditions: { ifMatch: '"0x0"' }, abortSignal }
  return config.layout === 'json'
    ? container.blob(name).upload('', 0, options)
    : container.appendBlob(name).create(options)
}

async function refusal(attempt: () => Promise<Parameters<typeof statusOf>[0]>): Promise<unknown> {
  return attempt().then(
    (result) => unproven(statusOf(result)),
    (failure: unknown) => failure,
  )
}
