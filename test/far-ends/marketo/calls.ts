/** The REST calls of a delivery, faithful to help/rest-api/leads.md and forms.md. */
import type { Database, Outcome } from './database.ts'
import { ok, type Reply, refused, skipped, succeeded } from './replies.ts'

export interface Instance {
  database: Database
  formId: number
  /** Fields by the form's names: `Email`, `LeadSource`. */
  formFields: readonly FormField[]
  programs: readonly string[]
  permissions: { leads: boolean; assets: boolean; activities: boolean }
  now: () => number
  /** Activities on a page: 300, or fewer. */
  activitiesOnPage: number
  /** Calls since midnight US Central. */
  usedToday(): number
}

export interface FormField {
  id: string
  label: string
  dataType?: string
  required?: boolean
}

export interface RestCall {
  method: string
  path: string
  query: URLSearchParams
  contentType: string
  body: string
}

type Body = Record<string, unknown>

const writes = new Map<string, (instance: Instance, body: Body) => Promise<Reply>>([
  ['/rest/v1/leads.json', syncLeads],
  ['/rest/v1/leads/delete.json', deleteLeads],
  ['/rest/v1/leads/push.json', pushLead],
  ['/rest/v1/leads/submitForm.json', submitForm],
])

export function isWrite({ method, path, query }: Pick<RestCall, 'method' | 'path' | 'query'>): boolean {
  return method === 'POST' && writes.has(path) && query.get('_method') !== 'GET'
}

export async function serveCall(instance: Instance, call: RestCall): Promise<Reply> {
  if (call.path.startsWith('/rest/asset/')) return serveAsset(instance, call)
  // This call needs no permission.
  if (call.method === 'GET' && call.path === '/rest/v1/stats/usage.json') return usage(instance)
  if (call.method === 'GET' && call.path.startsWith('/rest/v1/activities')) return serveActivities(instance, call)
  if (!instance.permissions.leads) return refused('603', 'Access denied')
  if (call.method === 'GET' && call.path === '/rest/v1/leads/describe2.json') return describe(instance)
  if (call.path === '/rest/v1/leads.json' && !isWrite(call)) {
    return findLeads(instance, call.method === 'POST' ? new URLSearchParams(call.body) : call.query)
  }
  const write = writes.get(call.path)
  if (!write) return refused('610', 'Requested resource not found')
  if (call.method !== 'POST') return refused('605', 'HTTP Method not supported')
  if (!call.contentType.startsWith('application/json')) return refused('612', 'Invalid Content Type')
  if (Buffer.byteLength(call.body) > 1024 * 1024) return { status: 413, body: '<html>Request Entity Too Large</html>' }
  const body = parsed(call.body)
  return body ? write(instance, body) : refused('609', 'Invalid JSON')
}

function usage({ usedToday }: Instance): Reply {
  const total = usedToday()
  return succeeded([{ date: '2026-06-01', total, users: [{ userId: 'api@example.com', count: total }] }])
}

async function syncLeads({ database }: Instance, body: Body): Promise<Reply> {
  const { action = 'createOrUpdate', lookupField = 'email', partitionName, input } = body
  if (!Array.isArray(input) || input.length === 0) return refused('1003', 'Leads not specified')
  if (action !== 'createOrUpdate' || lookupField !== 'email') return refused('1003', 'Invalid request')
  const partition = partitionName === undefined ? undefined : String(partitionName)
  const outcomes = await Promise.all(input.map((values: Body) => database.upsert(values, partition)))
  return succeeded(outcomes.map(told))
}

async function deleteLeads({ database }: Instance, { input }: Body): Promise<Reply> {
  if (!Array.isArray(input) || input.length === 0) return refused('1003', 'Leads not specified')
  const told = input.map(({ id }: Body) =>
    database.remove(Number(id))
      ? { id, status: 'deleted' }
      : { id, ...skipped({ code: '1004', message: 'Lead not found' }) },
  )
  return succeeded(told)
}

async function pushLead({ database, programs, now }: Instance, body: Body): Promise<Reply> {
  const { programName, source, reason, partitionName, input } = body
  if (!Array.isArray(input) || input.length === 0) return refused('1003', 'Leads not specified')
  if (typeof programName !== 'string') return refused('701', 'programName cannot be blank')
  if (!programs.includes(programName)) return refused('1013', 'Object not found')
  const partition = partitionName === undefined ? undefined : String(partitionName)
  const outcomes = await Promise.all(
    input.map(async (values: Body) => {
      const outcome = await database.upsert(values, partition)
      if ('person' in outcome) {
        const attributes = { source, reason }
        const personId = outcome.person.id
        database.activities.push({
          ...{ type: 'Push Lead to Marketo', personId, asset: programName, values, attributes },
          at: new Date(now()),
        })
      }
      return outcome
    }),
  )
  return succeeded(outcomes.map(told))
}

async function submitForm({ database, formId, formFields, now }: Instance, body: Body): Promise<Reply> {
  const [submission] = Array.isArray(body['input']) ? (body['input'] as Body[]) : []
  const values = submission?.['leadFormFields'] as Body | undefined
  if (body['formId'] !== formId) return refused('1013', 'Object not found')
  if (!values) return refused('701', 'leadFormFields cannot be blank')
  // Marketo skips a whole submission if one field is not on the form.
  const stranger = Object.keys(values).find(
    (name) => !formFields.some(({ id }) => id.toLowerCase() === name.toLowerCase()),
  )
  if (stranger) return succeeded([skipped({ code: '1006', message: `Field '${stranger}' not found` })])
  const outcome = await database.upsert(values)
  if ('person' in outcome) {
    const attributes = (submission?.['visitorData'] ?? {}) as Body
    const personId = outcome.person.id
    database.activities.push({
      ...{ type: 'Fill Out Form', personId, asset: String(formId), values, attributes },
      at: new Date(now()),
    })
  }
  return succeeded([told(outcome)])
}

function told(outcome: Outcome): object {
  return 'fault' in outcome ? skipped(outcome.fault) : { id: outcome.person.id, status: outcome.status }
}

function describe({ database }: Instance): Reply {
  return succeeded([{ name: 'API Lead', searchableFields: [['email'], ['id']], fields: database.fields }])
}

function findLeads({ database }: Instance, query: URLSearchParams): Reply {
  const wanted = (query.get('filterValues') ?? '').toLowerCase().split(',')
  const type = query.get('filterType')
  if (type !== 'email' && type !== 'id') return refused('1011', `Field '${type}' not supported`)
  if (wanted.length > 300) return refused('1003', 'Too many values to filter')
  const found = database.persons.filter((person) => wanted.includes(String(person[type]).toLowerCase()))
  return succeeded(found.map(({ id, email, values }) => ({ id, email, ...values })))
}

/** help/rest-api/activities.md: a token stands for a place, and a page may have fewer activities although more follow. */
function serveActivities({ database, permissions, activitiesOnPage }: Instance, { path, query }: RestCall): Reply {
  if (!permissions.activities) return refused('603', 'Access denied')
  if (path === '/rest/v1/activities/pagingtoken.json') {
    const since = Date.parse(query.get('sinceDatetime') ?? '')
    if (Number.isNaN(since)) return refused('1003', 'Invalid sinceDatetime')
    const at = database.activities.findIndex((one) => one.at.getTime() >= since)
    return ok({ success: true, nextPageToken: `PLACE${at < 0 ? database.activities.length : at}` })
  }
  const place = Number(/^PLACE(\d+)$/.exec(query.get('nextPageToken') ?? '')?.[1] ?? Number.NaN)
  if (path !== '/rest/v1/activities.json' || query.get('activityTypeIds') !== '2') return refused('610', 'Not found')
  if (Number.isNaN(place)) return refused('1003', 'Invalid nextPageToken')
  const next = place + activitiesOnPage
  const forms = database.activities.slice(place, next).filter(({ type }) => type === 'Fill Out Form')
  const result = forms.map(({ personId, asset, attributes, at }, index) => ({
    ...{ id: place + index, leadId: personId, activityDate: at.toISOString(), activityTypeId: 2 },
    ...{ primaryAttributeValueId: Number(asset), primaryAttributeValue: 'Marketplace leads' },
    attributes: [
      { name: 'Webpage ID', value: 1 },
      { name: 'Query Parameters', value: String(attributes['queryString'] ?? '') },
    ],
  }))
  const moreResult = next < database.activities.length
  return ok({ success: true, nextPageToken: `PLACE${next}`, moreResult, ...(result.length > 0 && { result }) })
}

function serveAsset({ formId, formFields, permissions }: Instance, { path }: RestCall): Reply {
  if (!permissions.assets) return refused('603', 'Access denied')
  const asked = /^\/rest\/asset\/v1\/form\/(\d+)\/fields\.json$/.exec(path)?.[1]
  if (!asked) return refused('610', 'Requested resource not found')
  const found = Number(asked) === formId
  const warnings = found ? [] : ['No assets found for the given search criteria.']
  return ok({ success: true, errors: [], warnings, ...(found ? { result: formFields } : {}) })
}

function parsed(text: string): Body | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
