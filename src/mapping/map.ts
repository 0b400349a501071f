import type { Cut, FieldMap } from '../connector.ts'
import { type DeliveryError, rejected } from '../failure.ts'
import type { Lead } from '../lead/lead.ts'
import { clean, cut } from '../lead/text.ts'
import { compileTemplate, type Template } from './templates.ts'

/** A compiled field map. */
export interface Mapping {
  readonly fields: readonly MappedField[]
}

interface MappedField {
  name: string
  template: Template
  fallback: Template | undefined
  required: boolean
  maxLength: number | undefined
  unit: 'characters' | 'bytes'
}

export interface Mapped {
  fields: Record<string, string>
  /** The values that were cut, for the receipt. No lead data. */
  notes: Cut[]
}

/** @throws Error naming the field whose template does not parse. */
export function compileMapping(fields: FieldMap): Mapping {
  const compiled = Object.entries(fields).map(([name, field]) => ({
    name,
    template: compileNamed(name, field.template),
    fallback: field.default === undefined ? undefined : compileNamed(name, field.default),
    required: field.required ?? false,
    maxLength: field.maxLength,
    unit: field.unit ?? 'characters',
  }))
  return { fields: compiled }
}

function compileNamed(name: string, text: string): Template {
  try {
    return compileTemplate(text)
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : 'the template cannot be read'}`)
  }
}

const failed = 'MAPPING_FAILED'
const missing = 'REQUIRED_FIELD_BLANK'

/** The codes with which `map` rejects a lead; the far end has not seen such a lead. */
export const mappingCodes: ReadonlySet<string> = new Set([failed, missing])

/** @throws DeliveryError `rejected` when a required field stays blank or a template fails on this lead. */
export function map(lead: Lead, mapping: Mapping): Mapped {
  const fields: Record<string, string> = {}
  const notes: Cut[] = []
  for (const field of mapping.fields) {
    const value = fieldValue(field, lead)
    const fitting = field.maxLength === undefined ? value : cut(value, field.maxLength, field.unit)
    if (fitting !== value) notes.push({ field: field.name, from: value.length, to: fitting.length })
    if (fitting) fields[field.name] = fitting
    else if (field.required) throw blank(field.name)
  }
  return { fields, notes }
}

function fieldValue(field: MappedField, lead: Lead): string {
  const value = rendered(field.name, field.template, lead)
  return value || !field.fallback ? value : rendered(field.name, field.fallback, lead)
}

function rendered(name: string, template: Template, lead: Lead): string {
  try {
    return clean(template.render(lead))
  } catch (cause) {
    throw rejected({
      code: failed,
      message: `The template of ${name} fails on this lead; fix the mapping and replay`,
      cause,
    })
  }
}

function blank(name: string): DeliveryError {
  return rejected({
    code: missing,
    message: `${name} is required and blank; give it a default in the mapping and replay`,
  })
}
