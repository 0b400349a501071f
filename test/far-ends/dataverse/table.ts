/** The table `lead`: its records and its checks, in Dataverse's own order and words. */
import type { ScriptedColumn, ScriptedColumns } from './columns.ts'
import { refusals } from './refusals.ts'
import type { Refusal } from './reply.ts'

export type LeadRecord = Record<string, unknown>

export interface TableRules {
  columns: ScriptedColumns
  /** Existing records that a lead may point to: `systemusers(…)`, `teams(…)`, `campaigns(…)`. */
  references: readonly string[]
  /** Whether a rule refuses a second lead of one e-mail address, if the request lets the rules run. */
  duplicateRule: boolean
  /** The message of a synchronous plug-in that refuses the lead. */
  plugIn?: ((lead: LeadRecord) => string | undefined) | undefined
}

export interface Upsert {
  id: string
  body: LeadRecord
  onlyIfAbsent: boolean
  onlyIfThere: boolean
  duplicateDetection: boolean
}

export function makeTable(rules: TableRules) {
  const leads = new Map<string, LeadRecord>()
  /** Records that the user may not see. */
  const hidden = new Set<string>()

  /** @returns `undefined` when the lead is stored */
  function upsert({ id, body, onlyIfAbsent, onlyIfThere, duplicateDetection }: Upsert): Refusal | undefined {
    if (onlyIfAbsent && leads.has(id)) return refusals.matchingKey
    if (onlyIfThere && !leads.has(id))
      return { ...refusals.doesNotExist, message: `lead With Id = ${id} Does Not Exist` }
    const refused = judge(body)
    if (refused) return refused
    if (duplicateDetection && rules.duplicateRule && hasTwin(id, body)) return refusals.duplicateRule
    const words = rules.plugIn?.(body)
    if (words !== undefined) return { ...refusals.plugIn, message: words }
    leads.set(id, { ...leads.get(id), ...body })
    return undefined
  }

  function judge(body: LeadRecord): Refusal | undefined {
    for (const [name, value] of Object.entries(body)) {
      const refused = name.endsWith('@odata.bind') ? judgeReference(String(value)) : judgeValue(name, value)
      if (refused) return refused
    }
    return undefined
  }

  function judgeReference(path: string): Refusal | undefined {
    const [, set = '', id = ''] = /^\/?(\w+)\(([0-9a-f-]+)\)$/.exec(path) ?? []
    if (rules.references.includes(`${set}(${id})`)) return undefined
    return { ...refusals.doesNotExist, message: `${set.replace(/s$/, '')} With Id = ${id} Does Not Exist` }
  }

  function judgeValue(name: string, value: unknown): Refusal | undefined {
    const column = rules.columns[name]
    if (!column)
      return {
        ...refusals.unknownProperty,
        message: `Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.lead'.`,
      }
    if (jsonTypeOf(column.type) !== typeof value) return refusals.payload
    if (column.maxLength !== undefined && String(value).length > column.maxLength)
      return tooLong(name, column.maxLength)
    if (column.options && !column.options.includes(Number(value))) {
      return { ...refusals.optionRange, message: refusals.optionRange.message.replace('leadsourcecode', name) }
    }
    return undefined
  }

  function hasTwin(id: string, { emailaddress1 }: LeadRecord): boolean {
    return [...leads].some(([other, lead]) => other !== id && lead['emailaddress1'] === emailaddress1)
  }

  return { leads, hidden, upsert, remove: (id: string) => leads.delete(id) }
}

function jsonTypeOf(type: ScriptedColumn['type']): string {
  if (type === 'Boolean') return 'boolean'
  return ['Picklist', 'Integer', 'Money'].includes(type) ? 'number' : 'string'
}

function tooLong(name: string, most: number): Refusal {
  const message = `A validation error occurred. The length of the '${name}' attribute of the 'lead' entity exceeded the maximum allowed length of '${most}'.`
  return { ...refusals.tooLong, message }
}
