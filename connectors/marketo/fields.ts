import { z } from 'zod'
import type { FarField, Note } from '../../src/connector.ts'
import { transient } from '../../src/failure.ts'
import { cut } from '../../src/lead/text.ts'
import type { Answer, Api } from './api.ts'

/** A person field as describe2.json tells it. */
interface PersonField extends FarField {
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
    const described = describedShape.safeParse(answer.result?.[0])
    if (!described.success) throw unreadable(answer)
    const fields = new Map(described.data.fields.map((field) => [field.name, personField(field)]))
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

const describedShape = z.object({ fields: z.array(describedField) })

function unreadable({ status, text }: Answer) {
  const message = "Marketo's description of its person fields cannot be read"
  return transient({ code: 'UNREADABLE_REPLY', status, excerpt: text, message })
}

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

export interface Tailored {
  values: Record<string, Value>
  notes: Note[]
}

/** Cuts to what Marketo keeps and gives numbers and booleans their type; fields it did not describe go as they are. */
export function tailor(texts: Readonly<Record<string, string>>, fields: PersonFields): Tailored {
  const values: Record<string, Value> = {}
  const notes: Note[] = []
  for (const [name, text] of Object.entries(texts)) {
    const { maxLength = Number.POSITIVE_INFINITY, dataType = 'string' } = fields.get(name) ?? {}
    // Marketo counts a text area in bytes of UTF-8.
    const kept = cut(text, maxLength, dataType === 'text' ? 'bytes' : 'characters')
    if (kept !== text) notes.push({ field: name, from: text.length, to: kept.length })
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
