import { dynamics } from '../../../connectors/dynamics/index.ts'
import type { Settings } from '../../../connectors/dynamics/settings.ts'
import type { Delivery, Destination } from '../../../src/connector.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { type Dataverse, type DataverseOptions, startDataverse } from '../../far-ends/dataverse.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'
import type { FarEnd } from '../../far-ends/far-end.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'

export interface Dynamics extends FarEnd {
  entra: Entra
  dataverse: Dataverse
  tools: TestTools
  open(changes?: Partial<Record<keyof Settings, unknown>>, now?: () => Date): Destination
}

/** Entra and Dataverse together, as one environment of Dynamics 365. */
export async function startDynamics(options: DataverseOptions = {}): Promise<Dynamics> {
  const entra = await startEntra()
  const dataverse = await startDataverse({ directoryId: entra.directoryId, ...options })
  const tools = toolsFor('dynamics')
  const settings = {
    url: dataverse.url,
    authority: entra.authority,
    directoryId: entra.directoryId,
    applicationId: entra.applicationId,
    applicationKey: entra.applicationKey,
  }
  return {
    entra,
    dataverse,
    tools,
    settings,
    secrets: entra.secrets,
    open: (changes, now = tools.now) =>
      dynamics.open(dynamics.settings.parse({ ...settings, ...changes }), { ...tools, now }),
    remove: (id) => dataverse.remove(id),
    records: () => dataverse.leads.size,
    provoke: {
      transient: () => dataverse.block(120),
      configuration: () => dataverse.refuse('privilegeDenied'),
      rejected: () => dataverse.refuse('plugIn'),
      uncertain: () => dataverse.loseReplies(),
    },
    misbehave: (how) => dataverse.misbehave(how),
    calm: () => dataverse.calm(),
    async close() {
      tools.http.close()
      await Promise.all([entra.close(), dataverse.close()])
    },
  }
}

/** What a user instead of an application signs in with. */
export function asUser(entra: Entra) {
  const { username, password } = entra
  return { applicationKey: undefined, applicationId: undefined, username, password }
}

/** The delivery of a sample lead with these fields next to the mapped fields, or instead of them. */
export function lead(fields: Record<string, string> = {}, more: Partial<Delivery> = {}): Delivery {
  const delivery = deliveryOf(dynamics, sampleLead(), more)
  return { ...delivery, fields: { ...delivery.fields, ...fields } }
}

export async function failed(result: Promise<unknown> | undefined): Promise<DeliveryError> {
  try {
    await result
  } catch (error) {
    if (error instanceof DeliveryError) return error
    throw error
  }
  throw new Error('it did not fail')
}
