/** Which leads are in the org: by the external id field, else by the record ids of the receipts. */
import type { KeptRecord } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { Org } from './client.ts'
import { type Ask, quoted, type Row } from './queries.ts'

/** A query may have 100,000 characters, and a reply 1 MiB ("SOQL and SOSL Limits for Search Queries"). */
const valuesInQuery = 400
const queriesAtOnce = 5

interface Asking {
  ask: Ask
  org: Pick<Org, 'user'>
  externalIdField: string | undefined
}

export async function presentLeads(
  { ask, org, externalIdField: field }: Asking,
  records: readonly KeptRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const present = new Map<string, boolean>()
  const found = (name: string, values: readonly string[]) => rowsWith(ask, name, [...new Set(values)], signal)

  if (field) {
    const rows = Map.groupBy(
      await found(
        field,
        records.map(({ leadId }) => leadId),
      ),
      (row) => String(row[field]),
    )
    for (const { id, leadId } of records) note(present, id, rows.get(leadId))
  }
  const others = records.filter(({ id, reference }) => !present.has(id) && isLead(reference))
  const rows = Map.groupBy(
    await found(
      'Id',
      others.map(({ reference }) => reference),
    ),
    ({ Id }) => bare(Id),
  )
  for (const { id, reference } of others) note(present, id, rows.get(bare(reference)))

  const missing = records.filter((record) => !present.has(record.id) && mustBeThere(record, field))
  if (missing.length > 0 && (await seesAll(ask, org.user(), signal))) {
    for (const { id } of missing) present.set(id, false)
  }
  return present
}

async function rowsWith(ask: Ask, name: string, values: readonly string[], signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = []
  for (let at = 0; at < values.length; at += valuesInQuery * queriesAtOnce) {
    const some = values.slice(at, at + valuesInQuery * queriesAtOnce)
    const queries = Array.from({ length: Math.ceil(some.length / valuesInQuery) }, (_, part) => {
      const literals = some.slice(part * valuesInQuery, (part + 1) * valuesInQuery).map(quoted)
      const columns = [...new Set(['Id', name, 'IsDeleted', 'MasterRecordId'])].join(', ')
      return `SELECT ${columns} FROM Lead WHERE ${name} IN (${literals.join(', ')})`
    })
    rows.push(...(await ask(queries, signal)).rows)
  }
  return rows
}

/** A converted lead stays a row, and a merged lead goes on in its master. Only a deleted lead is gone. */
function note(present: Map<string, boolean>, id: string, rows: readonly Row[] | undefined): void {
  if (rows)
    present.set(
      id,
      rows.some(({ IsDeleted, MasterRecordId }) => !IsDeleted || Boolean(MasterRecordId)),
    )
}

/** The receipt of a duplicate rule names no record, so that nothing of this lead need be there. */
function mustBeThere({ outcome, reference }: KeptRecord, field: string | undefined): boolean {
  return isLead(reference) || (field !== undefined && reference === '' && outcome !== 'already-there')
}

function isLead(reference: string): boolean {
  return /^00Q([A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/.test(reference)
}

/** Ids of 15 and of 18 characters mean the same record. */
function bare(id: string): string {
  return id.slice(0, 15)
}

/**
 * A query shows only what the user may see. So a lead is surely gone only if the user sees all leads. Asking for that needs
 * the right View Setup and Configuration.
 * developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm
 */
async function seesAll(ask: Ask, user: string | undefined, signal: AbortSignal): Promise<boolean> {
  if (!user) return false
  const assigned = `SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${quoted(user)}`
  const query = `SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Lead' AND PermissionsViewAllRecords = true AND ParentId IN (${assigned}) LIMIT 1`
  try {
    return (await ask([query], signal)).rows.length > 0
  } catch (error) {
    if (error instanceof DeliveryError && error.class === 'configuration') return false
    throw error
  }
}
