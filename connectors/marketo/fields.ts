import { z } from 'zod'
import type { FarField } from '../../src/connector.ts'
import { cut } from '../../src/lead/text.ts'
import type { Api } from './api.ts'

/** A person field as describe2.json tells it. */
export interface PersonField extends FarField {
  dataType: string
}

export type PersonFields = ReadonlyMap<string, PersonField>

export interface KnownFields {
  /** Kept for a day; an older list serves on while Marketo does not answer. */
  known(signal: AbortSignal): Promise<PersonFields>
  /** Asked now. */
  fresh(signal: AbortSignal): Promise<PersonFields>
  /** Marketo disagreed with the list: ask before the next lead. */
  forget(): void
}

// "Can typically be cached on the client side for a day or more" (marketo-integration-best-practices.md, "Caching").
const goodFor = 24 * 3_600_000

export function openFields(api: Api, now: () => Date): KnownFields {
  let held: { fields: PersonFields; at: number } | undefined
  let asking: Promise<PersonFields> | undefined

  async function ask(signal: AbortSignal): Promise<PersonFields> {
    const answer = await api.call({ kind: 'read', method: 'GET', path: '/rest/v1/leads/describe2.json', signal })
    const described = describedShape.parse(answer.result?.[0] ?? {})
    const fields = new Map(described.fields.map((field) => [field.name, personField(field)]))
    held = { fields, at: now().getTime() }
    return fields
  }

  function fresh(signal: AbortSignal): Promise<PersonFields> {
    asking ??= ask(signal).finally(() => (asking = undefined))
    return asking
  }

  return {
    fresh,
    async known(signal) {
      const old = held
      if (!old) return fresh(signal)
      if (old.at + goodFor > now().getTime()) return old.fields
      return fresh(signal).catch(() => old.fields)
    },
    forget: () => (held = undefined),
  }
}

const describedField = z.object({
  name: z.string().min(1),
  displayName: z.string().optional(),
  dataType: z.string().default('string'),
  length: z.int().positive().nullish(),
  updateable: z.boolean().default(true),
})

const describedShape = z.object({ fields: z.array(describedField).default([]) })

function personField({
  name,
  displayName,
  dataType,
  length,
  updateable,
}: z.output<typeof describedField>): PersonField {
  return {
    name,
    label: displayName,
    maxLength: length ?? undefined,
    required: name === 'email',
    writable: updateable,
    dataType,
  }
}

export type Value = string | number | boolean

export interface Fitted {
  values: Record<string, Value>
  notes: string[]
}

/** Cuts to what Marketo keeps and gives numbers and booleans their type; fields it did not describe go as they are. */
export function fit(texts: Readonly<Record<string, string>>, fields: PersonFields): Fitted {
  const values: Record<string, Value> = {}
  const notes: string[] = []
  for (const [name, text] of Object.entries(texts)) {
    const { maxLength = Number.POSITIVE_INFINITY, dataType = 'string' } = fields.get(name) ?? {}
    // Marketo counts a text area in bytes of UTF-8.
    const kept = cut(text, maxLength, dataType === 'text' ? 'bytes' : 'characters')
    if (kept !== text) notes.push(`${name} cut from ${text.length} to ${kept.length} characters`)
    if (kept) values[name] = typed(kept, dataType)
  }
  return { values, notes }
}

const numeric = new Set(['integer', 'score', 'float', 'currency', 'percent'])

function typed(text: string, dataType: string): Value {
  if (dataType === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (numeric.has(dataType) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text
}
