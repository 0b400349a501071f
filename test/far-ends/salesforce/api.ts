import type { Org } from './leads.ts'
import { jsonReply, type Reply, refusal } from './replies.ts'

export interface Call {
  method: string
  path: string
  /** Path and query, which a proxy would log. */
  url: string
  headers: Readonly<Record<string, string | undefined>>
  body: string
}

/** The REST resources for leads, of any API version. */
export function answerApi(org: Org, call: Call): Reply {
  const [, version = '', rest = ''] = /^\/services\/data\/v(\d+\.\d)\/(.*)$/.exec(call.path) ?? []
  const allowSave = /allowSave=true/.test(call.headers['sforce-duplicate-rule-header'] ?? '')
  const [resource, object, part, key] = rest.split('/').map(decodeURIComponent)
  if (resource === 'composite' && object === 'batch') return batch(org, version, call.body)
  if (resource !== 'sobjects' || object !== 'Lead') {
    return refusal('NOT_FOUND', { message: 'The requested resource does not exist' })
  }
  if (call.method === 'GET' && part === 'describe') {
    return jsonReply(200, { name: 'Lead', label: 'Lead', createable: true, fields: org.fields })
  }
  if (call.method === 'POST' && !part) return org.insert(JSON.parse(call.body), allowSave)
  if (call.method === 'PATCH' && part && !key) return org.update(part, JSON.parse(call.body), allowSave)
  if (call.method === 'DELETE' && part && !key) return org.remove(part)
  if (call.method === 'PATCH' && part && key) return org.upsert(part, key, JSON.parse(call.body), allowSave)
  return refusal('METHOD_NOT_ALLOWED', { status: 405, message: 'HTTP Method not allowed' })
}

export function isWrite(call: Call): boolean {
  return call.path.includes('/sobjects/Lead') && call.method !== 'GET'
}

function batch(org: Org, version: string, body: string): Reply {
  const { batchRequests } = JSON.parse(body) as { batchRequests: { method: string; url: string }[] }
  const results = batchRequests.map(({ url }) => {
    const inner = new URL(url, 'http://batch')
    const deep = inner.pathname === `/v${version}/queryAll`
    const reply = deep ? org.query(inner.searchParams.get('q') ?? '') : refusal('NOT_FOUND')
    return { statusCode: reply.status, result: JSON.parse(reply.body) }
  })
  return jsonReply(200, { hasErrors: results.some(({ statusCode }) => statusCode >= 400), results })
}
