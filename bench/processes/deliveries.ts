/** One connector at work, in turns with a bare POST through the same door: CPU time of this process for each. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { v7 as uuidv7 } from 'uuid'
import { connectors } from '../../connectors/index.ts'
import type { Delivery } from '../../src/connector.ts'
import { compileMapping, map } from '../../src/mapping/map.ts'
import { sampleLead } from '../../test/connectors/sample.ts'
import { toolsFor } from '../../test/connectors/tools.ts'
import { answer } from './answer.ts'

export interface AskDeliveries {
  type: string
  settings: Record<string, unknown>
  bareUrl: string
  turns: number
  /** Deliveries in a turn. */
  size: number
  /** Milliseconds between deliveries by the connector's clock. */
  step: number
}

/** Microseconds a delivery, by turn. */
export interface Costs {
  bare: number[]
  own: number[]
}

export interface DeliveriesAnswer {
  deliveries: number
  inTurn: Costs
  fiveAtOnce: Costs
}

type Work = (delivery: Delivery) => Promise<unknown>

answer<AskDeliveries, DeliveriesAnswer>(async ({ type, settings, bareUrl, turns, size, step }) => {
  const connector = connectors.find((known) => known.type === type)
  if (!connector) throw new Error(`no connector ${type}`)
  const tools = toolsFor('bench')
  const started = Date.now()
  let deliveries = 0
  const now = () => new Date(started + deliveries * step)
  const destination = connector.open(connector.settings.parse(settings), { ...tools, now })

  const own: Work = (delivery) => {
    deliveries++
    return destination.deliver(delivery)
  }
  const bare: Work = async ({ fields, signal }) => {
    const headers = { 'content-type': 'application/json' }
    const request = { method: 'POST', url: bareUrl, headers, body: JSON.stringify(fields), signal } as const
    const { status } = await tools.http.request(request)
    if (status !== 201) throw new Error(`the bare POST was answered ${status}`)
  }

  const mapping = compileMapping(connector.fields)

  function leads(): Delivery[] {
    return Array.from({ length: size }, () => {
      const lead = sampleLead()
      const { fields } = map(lead, mapping)
      const [signal, receivedAt] = [AbortSignal.timeout(120_000), new Date(lead.received)]
      const first = { attempt: 1, firstAttemptAt: new Date(), mayBeThere: false }
      return { id: uuidv7(), leadId: lead.id, lead, fields, ...first, receivedAt, signal }
    })
  }

  async function alternate(lanes: number): Promise<Costs> {
    const costs: Costs = { bare: [], own: [] }
    for (let turn = 0; turn < turns; turn++) {
      costs.bare.push(await cost(leads(), lanes, bare))
      costs.own.push(await cost(leads(), lanes, own))
    }
    return costs
  }

  // The first leads pay for the token, the description and the compiler.
  for (const work of [bare, own, bare, own]) await cost(leads(), 1, work)
  const measured = { inTurn: await alternate(1), fiveAtOnce: await alternate(5) }
  await destination.close?.()
  tools.http.close()
  return { deliveries, ...measured }
})

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

async function cost(leads: readonly Delivery[], lanes: number, work: Work): Promise<number> {
  // Neither pays for the other's garbage, nor for that of the mapping.
  collect()
  const queue = leads.values()
  const before = process.cpuUsage()
  const lane = async () => {
    for (const delivery of queue) await work(delivery)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / leads.length
}
