import type { Delivery, Destination, Receipt, Tools } from '../../src/connector.ts'
import type { DeliveryError } from '../../src/failure.ts'
import { checkLead } from './check.ts'
import { type Act, failureOf } from './classify.ts'
import { findLead, linkTo } from './find.ts'
import { isConverted, isGone } from './gone.ts'
import { type Answer, openOrg } from './org.ts'
import { receiptOf } from './receipt.ts'
import { headersFor, previewOf, recordOf } from './request.ts'
import type { Settings } from './settings.ts'
import { farFields, openShape } from './shape.ts'

/** Leads through the REST API: upserted by the external id field where there is one, otherwise inserted. */
export function openRest(settings: Settings, tools: Tools): Destination {
  const org = openOrg(settings, tools)
  const shapes = openShape(org, tools)
  const field = settings.externalIdField
  const act: Act = field ? 'upsert' : 'insert'

  async function find(delivery: Delivery): Promise<Receipt | undefined> {
    return findLead(delivery, await shapes.get(delivery.signal), settings, org, tools)
  }

  function refused({ reply }: Answer, attempted: Act): DeliveryError {
    const failure = failureOf(reply, attempted, tools.now())
    if (stale.has(failure.detail.code ?? '')) shapes.drop()
    return failure
  }

  return {
    find,
    preview: (delivery) => previewOf(delivery, settings),
    async deliver(delivery) {
      org.pace()
      // An upsert would overwrite what a salesperson has changed since the earlier try.
      const there = field && delivery.mayBeThere ? await find(delivery) : undefined
      if (there) return there
      const { record, notes } = recordOf(delivery, await shapes.get(delivery.signal), settings)
      const options = { headers: headersFor(settings) }
      const answer = await org.send(delivery.signal, (connection) =>
        field
          ? connection.upsert('Lead', { ...record, [field]: delivery.leadId }, field, options)
          : connection.create('Lead', record, options),
      )
      const receipt = receiptOf(answer, settings, act)
      if (!receipt) throw refused(answer, act)
      return { ...receipt, notes: [...notes, ...(receipt.notes ?? [])] }
    },
    async merge(delivery, reference) {
      org.pace()
      const { record, notes } = recordOf(delivery, await shapes.get(delivery.signal), settings, true)
      // Assignment rules run on updates too: they would take the lead from the salesperson who has it.
      const options = { headers: headersFor({ ...settings, assignmentRule: false }) }
      const answer = await org.send(delivery.signal, (connection) =>
        connection.update('Lead', { ...record, Id: reference }, options),
      )
      const { reply, instanceUrl } = answer
      if (reply.status === 204) {
        return { outcome: 'updated', reference, link: linkTo(instanceUrl, reference), status: 204, notes }
      }
      if (isGone(reply)) return undefined
      if (isConverted(reply)) {
        tools.log.info(
          { destination: tools.destination },
          'the earlier lead has been converted; this one is made again',
        )
        return undefined
      }
      const receipt = receiptOf(answer, settings, 'update')
      if (!receipt) throw refused(answer, 'update')
      return { ...receipt, notes: [...notes, ...(receipt.notes ?? [])] }
    },
    async erase({ reference, signal }) {
      org.pace()
      // Proves address and API version: what is not found after that is the record.
      await shapes.get(signal)
      const answer = await org.send(signal, (connection) => connection.destroy('Lead', reference))
      if (answer.reply.status === 204) return true
      if (isGone(answer.reply)) return false
      throw refused(answer, 'update')
    },
    async check(signal) {
      await org.signIn(signal)
      shapes.drop()
      checkLead(await shapes.get(signal), settings, tools)
    },
    describe: async (signal) => farFields(await shapes.get(signal)),
  }
}

// The org's fields have changed since they were described.
const stale = new Set([
  'INVALID_FIELD',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'STRING_TOO_LONG',
  'FIELD_INTEGRITY_EXCEPTION',
])
