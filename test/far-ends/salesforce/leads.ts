import type { DescribedField } from './lead-object.ts'
import { duplicatesDetected, jsonReply, type Reply, refusal } from './replies.ts'
import { parseSoql } from './soql.ts'

export type Lead = Record<string, unknown> & { Id: string; CreatedDate: string; IsDeleted: boolean }

export interface Org {
  readonly leads: Lead[]
  fields: DescribedField[]
  /** The action of the org's duplicate rule on a second lead with the same e-mail and last name. */
  duplicateRule: 'none' | 'alert' | 'block'
  /** `flow`: an automation of the org changes each lead when it is saved. */
  flow: (lead: Lead) => void
  insert(record: Record<string, unknown>, allowSave: boolean): Reply
  upsert(field: string, key: string, record: Record<string, unknown>, allowSave: boolean): Reply
  /** By record id. */
  update(id: string, record: Record<string, unknown>, allowSave: boolean): Reply
  /** Moves the lead into the recycle bin. */
  remove(id: string): Reply
  query(soql: string): Reply
  /** Whether the user sees all leads: yes, no, or not to be asked. */
  viewAll: boolean | 'refused'
  /** Whether a sharing rule hides this lead from the user. */
  hidden: (lead: Lead) => boolean
}

export function openLeads(fields: DescribedField[], duplicateRule: Org['duplicateRule'], now: () => Date): Org {
  const org: Org = {
    leads: [],
    fields,
    duplicateRule,
    flow: () => {},
    viewAll: true,
    hidden: () => false,
    insert(record, allowSave) {
      const refused = validate(org, record) ?? duplicate(org, record, allowSave)
      if (refused) return refused
      const lead: Lead = { ...record, Id: nextId(org.leads.length), CreatedDate: now().toISOString(), IsDeleted: false }
      org.flow(lead)
      org.leads.push(lead)
      return jsonReply(201, { id: lead.Id, success: true, errors: [] })
    },
    upsert(name, key, record, allowSave) {
      const externalId = org.fields.find((each) => each.name === name && each.externalId)
      if (!externalId) return refusal('NOT_FOUND')
      const found = org.leads.filter((lead) => lead[name] === key && !lead.IsDeleted)
      const [only, second] = found
      if (second)
        return jsonReply(
          300,
          found.map(({ Id }) => `/services/data/v62.0/sobjects/Lead/${Id}`),
        )
      if (!only) {
        const reply = org.insert({ ...record, [name]: key }, allowSave)
        return reply.status === 201
          ? { ...reply, body: reply.body.replace('"errors"', '"created":true,"errors"') }
          : reply
      }
      if (only['IsConverted']) return refusal('CANNOT_UPDATE_CONVERTED_LEAD')
      const refused = validate(org, { ...only, ...record })
      if (refused) return refused
      Object.assign(only, record)
      return jsonReply(200, { id: only.Id, success: true, errors: [], created: false })
    },
    update(id, record, allowSave) {
      const lead = org.leads.find(({ Id }) => Id === id)
      if (!lead) return refusal('NOT_FOUND', { message: unknownId + id })
      if (lead.IsDeleted) return refusal('ENTITY_IS_DELETED')
      if (lead['IsConverted']) return refusal('CANNOT_UPDATE_CONVERTED_LEAD')
      const refused = validate(org, { ...lead, ...record }) ?? duplicate(org, { ...lead, ...record }, allowSave, lead)
      if (refused) return refused
      Object.assign(lead, record)
      return { status: 204, body: '' }
    },
    remove(id) {
      const lead = org.leads.find(({ Id }) => Id === id)
      if (!lead) return refusal('NOT_FOUND', { message: 'The requested resource does not exist' })
      if (lead.IsDeleted) return refusal('ENTITY_IS_DELETED')
      lead.IsDeleted = true
      return { status: 204, body: '' }
    },
    query(soql) {
      if (/ FROM ObjectPermissions WHERE SobjectType = 'Lead' AND PermissionsViewAllRecords = true /.test(soql)) {
        if (org.viewAll === 'refused') return refusal('INSUFFICIENT_ACCESS')
        const records = org.viewAll ? [{ attributes: { type: 'ObjectPermissions' }, Id: '1105g00000AbCdEAAV' }] : []
        return jsonReply(200, { totalSize: records.length, done: true, records })
      }
      const parsed = parseSoql(soql)
      if (!parsed) return refusal('MALFORMED_QUERY', { message: 'unexpected token' })
      const unknown = parsed.where.find(({ name }) => !org.fields.some((each) => each.name === name))
      if (unknown) return refusal('INVALID_FIELD')
      const records = org.leads
        .filter((lead) => !org.hidden(lead) && parsed.where.every((condition) => condition.holds(lead)))
        .slice(0, parsed.limit)
        .map((lead) => ({
          attributes: { type: 'Lead' },
          ...Object.fromEntries(parsed.select.map((name) => [name, lead[name] ?? null])),
        }))
      return jsonReply(200, { totalSize: records.length, done: true, records })
    },
  }
  return org
}

const unknownId = 'Provided external ID field does not exist or is not accessible: '

function nextId(count: number): string {
  return `00Q5g00000${String(count + 1).padStart(5, '0')}EAB`
}

const own = ['Id', 'CreatedDate', 'IsDeleted', 'IsConverted']

function validate(org: Org, record: Record<string, unknown>): Reply | undefined {
  const byName = new Map(org.fields.map((each) => [each.name, each]))
  for (const name of Object.keys(record).filter((each) => !own.includes(each))) {
    const known = byName.get(name)
    if (!known) return refusal('INVALID_FIELD', { message: `No such column '${name}' on sobject of type Lead` })
    if (!known.createable) return refusal('INVALID_FIELD_FOR_INSERT_UPDATE', { fields: [name] })
    const value = record[name]
    if (known.type === 'boolean' && typeof value !== 'boolean') return refusal('JSON_PARSER_ERROR')
    if (known.type === 'int' && typeof value !== 'number') return refusal('JSON_PARSER_ERROR')
    if (typeof value === 'string' && known.length > 0 && value.length > known.length) {
      return refusal('STRING_TOO_LONG', { message: `${known.label}: data value too large: ${value}`, fields: [name] })
    }
  }
  const missing = org.fields.filter(
    (each) => each.createable && !each.nillable && !each.defaultedOnCreate && !record[each.name],
  )
  const names = missing.map(({ name }) => name)
  if (names.length) {
    return refusal('REQUIRED_FIELD_MISSING', {
      message: `Required fields are missing: [${names.join(', ')}]`,
      fields: names,
    })
  }
  const email = record['Email']
  if (email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(String(email)))
    return refusal('INVALID_EMAIL_ADDRESS')
  return inLists(byName, record)
}

function inLists(byName: Map<string, DescribedField>, record: Record<string, unknown>): Reply | undefined {
  const codes = byName.get('CountryCode')
  const active = codes?.picklistValues.filter((entry) => entry.active).map((entry) => entry.value) ?? []
  const code = record['CountryCode']
  const wrong = codes && ((code !== undefined && !active.includes(String(code))) || record['Country'] !== undefined)
  return wrong ? refusal('FIELD_INTEGRITY_EXCEPTION') : undefined
}

/** @param itself the lead that is changed, which is not its own duplicate */
function duplicate(org: Org, record: Record<string, unknown>, allowSave: boolean, itself?: Lead): Reply | undefined {
  const others = org.leads.filter((lead) => lead !== itself)
  const taken = org.fields.filter((each) => each.unique && record[each.name] !== undefined)
  for (const { name } of taken) {
    const same = others.find((lead) => lead[name] === record[name] && !lead.IsDeleted)
    const message = `duplicate value found: ${name} duplicates value on record with id: ${same?.Id.slice(0, 15)}`
    if (same) return refusal('DUPLICATE_VALUE', { message })
  }
  if (org.duplicateRule === 'none' || (org.duplicateRule === 'alert' && allowSave)) return undefined
  const similar = others.find((lead) => lead['Email'] === record['Email'] && lead['LastName'] === record['LastName'])
  return similar && duplicatesDetected(similar.Id)
}
