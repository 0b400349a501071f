import type { Tools } from '../../src/connector.ts'
import { openContainer, statusOf } from '../../src/outside/azure-storage/blob-client.ts'
import { storageCredential } from '../../src/outside/azure-storage/credential.ts'
import { unproven } from '../../src/outside/azure-storage/failure.ts'
import { problems } from './problems.ts'
import { inFolder } from './request.ts'
import type { Settings } from './settings.ts'

export type Client = ReturnType<typeof openClient>

/** The container of a destination. */
export function openClient(config: Settings, { http, now, log, destination }: Tools) {
  const { container: name, createContainer: create, layout } = config
  const credential = storageCredential(config, 'blob', { http, now })
  const onCreated = () => log.info({ destination, container: name }, 'container created')
  const calls = { service: 'blob', problems, byToken: credential.token !== undefined, now } as const
  const container = openContainer(credential, { name, create, onCreated }, calls, http)
  const { ask, blob, appendBlob } = container

  /**
   * The right to write, proved by a write that cannot happen: it asks for an ETag that no blob has. The service looks at
   * rights before conditions. Daily files are read back after a lost reply, so they need the right to read too.
   */
  async function check(abortSignal: AbortSignal): Promise<void> {
    const probe = inFolder(config, '.leadyard-check')
    const impossible = { conditions: { ifMatch: '"0x0"' }, abortSignal }
    const write = async () =>
      layout === 'json' ? blob(probe).upload('', 0, impossible) : appendBlob(probe).create(impossible)
    const written = await ask(write, 'ConditionNotMet', ...(create ? ['ContainerNotFound'] : []))
    if ('result' in written) throw unproven('blob', statusOf(written.result))
    if (layout === 'json' || written.refused === 'ContainerNotFound') return
    const read = await ask(() => blob(probe).getProperties({ abortSignal }), 'BlobNotFound')
    if ('result' in read) throw unproven('blob', statusOf(read.result))
  }

  const place = `${credential.url.replace(/^https?:\/\//, '')}/${name}`
  /** Host and path of a blob, nothing else of its address. */
  const placeOf = (blobName: string) => `${place}/${blobName}`
  return { ...container, check, placeOf, expiries: credential.expiries }
}
