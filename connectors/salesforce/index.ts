import type { Connector, Delivery, Destination, Receipt, Tools } from '../../src/connector.ts'
import { openOrg } from './client.ts'
import { checkLead, farFields, openDescription } from './description.ts'
import { fields } from './fields.ts'
import { presentLeads } from './present.ts'
import { problems } from './problems.ts'
import { openQueries } from './queries.ts'
import {
  type Answer,
  failureNamed,
  failureOf,
  isConverted,
  isGone,
  linkTo,
  type Operation,
  receiptOf,
} from './replies.ts'
import { headersFor, keyLine, previewOf, queryFor, recordOf } from './request.ts'
import { type Settings, settings } from './settings.ts'
import { openWebToLead } from './web-to-lead.ts'

export const salesforce = {
  type: 'salesforce',
  label: 'Salesforce',
  summary: 'Each lead becomes a Lead in Salesforce, by the REST API with proof or by Web-to-Lead as Microsoft does it.',
  settings,
  fields,
  repeat: ({ mode, externalIdField, repeatAfterUncertain }: Record<string, unknown>) =>
    (mode === 'rest' ? externalIdField : repeatAfterUncertain) ? 'harmless' : 'doubles',
  problems,
  open: (given, tools) => (given.mode === 'rest' ? openRest(given, tools) : openWebToLead(given, tools)),
} satisfies Connector<typeof settings>

/** Writes leads by the REST API: upserts them if the settings name an external id field, else inserts them. */
function openRest(settings: Settings, tools: Tools): Destination {
  const { log, now, destination } = tools
  const org = openOrg(settings, tools)
  const description = openDescription(org, tools)
  const ask = openQueries(org, settings, now)
  const field = settings.externalIdField

  function refused({ reply }: Answer, operation: Operation) {
    const failure = failureOf(reply, operation, now())
    if (outdated.has(failure.detail.problem ?? '')) description.drop()
    return failure
  }

  function proven(answer: Answer, operation: Operation, notes: Receipt['notes'] = []): Receipt {
    const receipt = receiptOf(answer, settings, operation)
    if (!receipt) throw refused(answer, operation)
    return { ...receipt, notes: [...notes, ...(receipt.notes ?? [])] }
  }

  async function find(delivery: Delivery): Promise<Receipt | undefined> {
    const { record } = recordOf(delivery, await description.get(delivery.signal), {})
    const { rows, instanceUrl } = await ask([queryFor(delivery, record, field)], delivery.signal)
    const own = field ? rows[0] : rows.find((row) => row.Description?.includes(keyLine(delivery.leadId)))
    if (own) {
      const notes = own.IsDeleted ? ['the record has since been deleted or merged in Salesforce'] : []
      return { outcome: 'already-there', reference: own.Id, link: linkTo(instanceUrl, own.Id), status: 200, notes }
    }
    // A flow may have rewritten Description: a lead of the same source without any key could be this lead.
    if (rows.some((row) => row.LeadSource === record['LeadSource'] && !row.Description?.includes('lead-key:'))) {
      throw failureNamed('similar-lead', { code: 'SIMILAR_LEAD' })
    }
    return undefined
  }

  return {
    find,
    preview: (delivery) => previewOf(delivery, settings),
    async deliver(delivery) {
      org.pace()
      // An upsert would overwrite what a salesperson has changed since the earlier attempt.
      const there = field && delivery.mayBeThere ? await find(delivery) : undefined
      if (there) return there
      const { record, notes } = recordOf(delivery, await description.get(delivery.signal), settings)
      const options = { headers: headersFor(settings) }
      const answer = await org.send(delivery.signal, (connection) =>
        field
          ? connection.upsert('Lead', { ...record, [field]: delivery.leadId }, field, options)
          : connection.create('Lead', record, options),
      )
      return proven(answer, field ? 'upsert' : 'insert', notes)
    },
    async merge(delivery, reference) {
      org.pace()
      const { record, notes } = recordOf(delivery, await description.get(delivery.signal), settings, true)
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
      if (!isConverted(reply)) return proven(answer, 'update', notes)
      log.info({ destination }, 'the earlier lead has been converted, so this lead is made as a new record')
      return undefined
    },
    async erase({ reference, signal }) {
      org.pace()
      // Proves address and API version, so that a later 404 is about the record.
      await description.get(signal)
      const answer = await org.send(signal, (connection) => connection.destroy('Lead', reference))
      if (answer.reply.status === 204) return true
      if (isGone(answer.reply)) return false
      throw refused(answer, 'update')
    },
    async present(records, signal) {
      org.pace()
      return presentLeads({ ask, org, externalIdField: field }, records, signal)
    },
    async check(signal) {
      await org.signIn(signal)
      description.drop()
      checkLead(await description.get(signal), settings, tools)
    },
    describe: async (signal) => farFields(await description.get(signal)),
    async usage(signal) {
      const told = org.usage()
      if (told && now().getTime() - told.at.getTime() < freshUsage) return [told]
      // Every reply tells the figure, so a process that has sent nothing lately asks for what its user may surely read.
      const { reply } = await org.send(signal, (connection) => connection.describe('Lead'))
      if (reply.status !== 200) throw failureOf(reply, 'read', now())
      const fresh = org.usage()
      return fresh ? [fresh] : []
    },
  }
}

/** Milliseconds in which a figure is not asked for again. */
const freshUsage = 5 * 60_000

/** The org's fields have changed since they were described. */
const outdated = new Set(['salesforce-unknown-field', 'salesforce-string-too-long', 'salesforce-country-picklist'])
