/** SOQL queries for leads. */
import { z } from 'zod'
import { unsent } from '../../src/outside/unsent.ts'
import type { Org } from './client.ts'
import { failureOf, json } from './replies.ts'
import type { Settings } from './settings.ts'

const rowShape = z.looseObject({
  Id: z.string(),
  IsDeleted: z.boolean().default(false),
  LeadSource: z.string().nullish(),
  Description: z.string().nullish(),
  MasterRecordId: z.string().nullish(),
})
const rowsShape = z.object({ done: z.literal(true).default(true), records: z.array(rowShape) })
const answerShape = z.object({ statusCode: z.number(), result: z.unknown() })

export type Row = z.output<typeof rowShape>

interface Found {
  /** The rows of all queries. */
  rows: readonly Row[]
  /** Where people open the org. */
  instanceUrl: string
}

export type Ask = (queries: readonly string[], signal: AbortSignal) => Promise<Found>

/**
 * Asks with one call, as a batch, so that no personal data stands in a URL; `queryAll`, because a lead that a salesperson
 * merged or deleted was delivered all the same. A batch takes 25 queries.
 * developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm
 */
export function openQueries(org: Org, { apiVersion }: Settings, now: () => Date): Ask {
  return async (queries, signal) => {
    const batchRequests = queries.map((soql) => ({
      method: 'GET',
      url: `v${apiVersion}/queryAll?q=${encodeURIComponent(soql)}`,
    }))
    const sent = org.send(signal, (connection) => connection.requestPost('/composite/batch', { batchRequests }))
    const { reply, instanceUrl } = await unsent(sent)
    const answered = z.object({ results: z.array(answerShape).length(queries.length) }).safeParse(json(reply.text)).data
    if (reply.status !== 200 || !answered) throw failureOf(reply, 'read', now())
    const rows = answered.results.flatMap(({ statusCode, result }) => {
      const found = rowsShape.safeParse(result).data?.records
      if (statusCode === 200 && found) return found
      throw failureOf({ ...reply, status: statusCode, text: JSON.stringify(result) }, 'read', now())
    })
    return { rows, instanceUrl }
  }
}

/** The text as a literal of SOQL. */
export function quoted(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')
  return `'${escaped}'`
}
