/** The Web API of one environment, without scripted answers. */
import { randomUUID } from 'node:crypto'
import { attributesOf, lengthsOf, type ScriptedColumns } from './columns.ts'
import { refusals } from './refusals.ts'
import { found, type Refusal, type Reply, replyOf } from './reply.ts'
import type { LeadRecord, makeTable, Upsert } from './table.ts'

export interface Seen {
  readonly method: string
  /** The decoded path: `/api/data/v9.2/leads(…)`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

interface Environment {
  url: string
  table: ReturnType<typeof makeTable>
  columns: ScriptedColumns
  privileges: ReadonlySet<string>
  references: readonly string[]
}

export function makeWebApi({ url, table, columns, privileges, references }: Environment) {
  const user = randomUUID()

  return function answer(request: Seen): Reply {
    const resource = /^\/api\/data\/v9\.\d\/(.*)$/.exec(request.path)?.[1] ?? ''
    const lead = leadOf(request)
    if (lead && request.method === 'PATCH') return patched(lead.id, table.upsert(lead))
    if (lead && request.method === 'DELETE') return deleted(lead.id)
    if (lead && request.method === 'GET') return lookedUp(lead.id)
    return request.method === 'GET' ? questioned(resource) : replyOf(refusals.noResource)
  }

  function patched(id: string, refused: Refusal | undefined): Reply {
    if (refused) return replyOf(refused)
    return { status: 204, headers: { 'odata-version': '4.0', 'odata-entityid': `${url}/api/data/v9.2/leads(${id})` } }
  }

  /** As the filter of a list: what the user may not see is left out. */
  function listed(ids: readonly string[]): Reply {
    if (!privileges.has('prvReadLead')) return replyOf(refusals.accessCheck)
    const seen = ids.filter((id) => table.leads.has(id) && !table.hidden.has(id))
    return found({ value: seen.map((leadid) => ({ '@odata.etag': 'W/"1"', leadid })) })
  }

  function lookedUp(id: string): Reply {
    if (table.hidden.has(id)) return replyOf(refusals.accessCheck)
    const lead = table.leads.get(id)
    if (lead) return found({ '@odata.etag': 'W/"1"', leadid: id, statecode: lead['statecode'] ?? 0 })
    return absent('lead', id)
  }

  function deleted(id: string): Reply {
    return table.remove(id) ? { status: 204, headers: { 'odata-version': '4.0' } } : absent('lead', id)
  }

  function questioned(resource: string): Reply {
    if (resource === 'WhoAmI') return found({ BusinessUnitId: user, UserId: user, OrganizationId: user })
    if (resource === `systemusers(${user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges`) return found(held())
    const list = idList.exec(resource)
    if (list) return listed((list[1] ?? '').split(',').map((id) => id.slice(1, -1)))
    const [isAttributes, type] = attributes.exec(resource) ?? []
    if (isAttributes) return found({ value: type ? lengthsOf(columns, type) : attributesOf(columns) })
    const [record, set = '', id = ''] = /^(systemuser|team|campaign)s\(([0-9a-f-]{36})\)(?=\?)/.exec(resource) ?? []
    if (!record) return replyOf(refusals.noResource)
    return references.includes(record) ? found({ '@odata.etag': 'W/"1"', [`${set}id`]: id }) : absent(set, id)
  }

  function held(): object {
    const depth = { Depth: 'Global', PrivilegeId: randomUUID(), BusinessUnitId: user }
    return { RolePrivileges: [...privileges].map((name) => ({ ...depth, PrivilegeName: name })) }
  }
}

function absent(table: string, id: string): Reply {
  return replyOf({ ...refusals.doesNotExist, message: `${table} With Id = ${id} Does Not Exist` })
}

const idList =
  /^leads\?\$select=leadid&\$filter=Microsoft\.Dynamics\.CRM\.In\(PropertyName='leadid',PropertyValues=\[((?:'[0-9a-f-]{36}',?)+)\]\)$/

const attributes =
  /^EntityDefinitions\(LogicalName='lead'\)\/Attributes(?:\/Microsoft\.Dynamics\.CRM\.(\w+)AttributeMetadata)?\?/

/** The upsert of a request to `leads(…)`. */
export function leadOf({ path, headers, body }: Seen): Upsert | undefined {
  const id = /^\/api\/data\/v9\.\d\/leads\(([0-9a-f-]{36})\)/.exec(path)?.[1]
  if (!id) return undefined
  return {
    id,
    body: JSON.parse(body || '{}') as LeadRecord,
    onlyIfAbsent: headers['if-none-match'] === '*',
    onlyIfThere: headers['if-match'] === '*',
    duplicateDetection: headers['mscrm.suppressduplicatedetection'] === 'false',
  }
}
