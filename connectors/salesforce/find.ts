import { z } from 'zod'
import type { Delivery, Receipt, Tools } from '../../src/connector.ts'
import { uncertain } from '../../src/failure.ts'
import { unsent } from '../../src/outside/unsent.ts'
import { failureOf } from './classify.ts'
import type { Org } from './org.ts'
import { keyLine, toRecord } from './record.ts'
import { json } from './reply.ts'
import type { Settings } from './settings.ts'
import type { Shape } from './shape.ts'

const rowShape = z.object({
  Id: z.string(),
  IsDeleted: z.boolean().default(false),
  LeadSource: z.string().nullish(),
  Description: z.string().nullish(),
})
const rowsShape = z.object({ records: z.array(rowShape) })
const batchShape = z.object({ results: z.tuple([z.object({ statusCode: z.number(), result: z.unknown() })]) })

/** Looks by the external id field, or else among leads like this one made since, for the `lead-key:` line. */
export async function findLead(
  delivery: Delivery,
  shape: Shape | undefined,
  settings: Settings,
  org: Org,
  tools: Tools,
): Promise<Receipt | undefined> {
  const { record } = toRecord(delivery, shape, { keyed: true, appends: true })
  const field = settings.externalIdField
  const soql = field ? byKey(field, delivery.leadId) : bySimilarity(record, delivery.firstAttemptAt)
  const { rows, instanceUrl } = await query(soql, settings, org, tools, delivery.signal)
  const own = field ? rows[0] : rows.find((row) => row.Description?.includes(keyLine(delivery.leadId)))
  if (own) {
    const notes = own.IsDeleted ? ['it has since been deleted or merged in Salesforce'] : []
    return { outcome: 'already-there', reference: own.Id, link: linkTo(instanceUrl, own.Id), status: 200, notes }
  }
  // A flow may have rewritten Description: a lead of the same source without any key could be this one.
  if (rows.some((row) => row.LeadSource === record['LeadSource'] && !row.Description?.includes('lead-key:'))) {
    const message =
      'A similar lead was made in Salesforce since the first try, without a lead-key line; look before repeating'
    throw uncertain({ code: 'SIMILAR_LEAD', problem: 'salesforce-similar-lead', message })
  }
  return undefined
}

export function linkTo(instanceUrl: string, id: string, type = 'Lead'): string {
  return `${instanceUrl}/lightning/r/${type}/${id}/view`
}

function byKey(field: string, leadId: string): string {
  return `SELECT Id, IsDeleted FROM Lead WHERE ${field} = ${quoted(leadId)} LIMIT 1`
}

// Salesforce's clock may run behind ours; the key tells earlier leads of the same person apart.
const skew = 5 * 60_000

function bySimilarity(record: Record<string, unknown>, since: Date): string {
  const from = new Date(since.getTime() - skew).toISOString()
  const names = record['Email'] ? ['Email'] : ['LastName', 'Company']
  const same = names.map((name) => `${name} = ${quoted(String(record[name] ?? ''))}`)
  const where = [...same, `CreatedDate >= ${from}`].join(' AND ')
  return `SELECT Id, IsDeleted, LeadSource, Description FROM Lead WHERE ${where} ORDER BY CreatedDate LIMIT 20`
}

function quoted(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')
  return `'${escaped}'`
}

/**
 * As a batch of one, so that the e-mail address stands in a body and in no URL; `queryAll`, because a lead that a
 * salesperson merged or deleted was delivered all the same.
 * developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm
 */
async function query(soql: string, { apiVersion }: Settings, org: Org, { now }: Tools, signal: AbortSignal) {
  const url = `v${apiVersion}/queryAll?q=${encodeURIComponent(soql)}`
  const batched = { batchRequests: [{ method: 'GET', url }] }
  const asked = org.send(signal, (connection) => connection.requestPost('/composite/batch', batched))
  const { reply, instanceUrl } = await unsent(asked)
  const batch = batchShape.safeParse(json(reply.text))
  if (reply.status !== 200 || !batch.success) throw failureOf(reply, 'read', now())
  const [{ statusCode, result }] = batch.data.results
  const rows = rowsShape.safeParse(result)
  if (statusCode === 200 && rows.success) return { rows: rows.data.records, instanceUrl }
  throw failureOf({ ...reply, status: statusCode, text: JSON.stringify(result) }, 'read', now())
}
