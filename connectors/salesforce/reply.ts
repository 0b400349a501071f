/** What a Salesforce reply says, whatever envelope it came in. */
import { z } from 'zod'
import type { HttpReply } from '../../src/outside/http.ts'

export interface Fault {
  /** `errorCode`, `statusCode` (collections), `error` (OAuth) or the SOAP exception code, verbatim. */
  code: string
  message: string
  fields: readonly string[]
  /** Records that a duplicate rule found. */
  matches: readonly Match[]
}

interface Match {
  id: string
  /** Lead, Contact or Account. */
  type: string
}

export interface Said {
  faults: readonly Fault[]
  saved: { id: string; created: boolean | undefined } | undefined
  html: boolean
}

const matchShape = z
  .object({ record: z.object({ Id: z.string(), attributes: z.object({ type: z.string() }).optional() }) })
  .transform(({ record }): Match => ({ id: record.Id, type: record.attributes?.type ?? 'Lead' }))

const duplicatesShape = z
  .object({ matchResults: z.array(z.object({ matchRecords: z.array(matchShape) })) })
  .transform(({ matchResults }) => matchResults.flatMap(({ matchRecords }) => matchRecords))

const faultShape = z
  .object({
    errorCode: z.string().optional(),
    statusCode: z.string().optional(),
    message: z.string().default(''),
    fields: z.array(z.string()).nullish(),
    // The wire's own misspelling (seen in v50 to v56); the right one may come some day.
    duplicateResut: duplicatesShape.optional().catch(undefined),
    duplicateResult: duplicatesShape.optional().catch(undefined),
  })
  .transform((given): Fault[] => {
    const code = given.errorCode ?? given.statusCode
    const matches = given.duplicateResut ?? given.duplicateResult ?? []
    return code ? [{ code, message: given.message, fields: given.fields ?? [], matches }] : []
  })

const unsavedShape = z
  .object({ success: z.literal(false), errors: z.array(faultShape) })
  .transform(({ errors }) => errors.flat())

const refusalShape = z
  .object({ error: z.string(), error_description: z.string().default('') })
  .transform((given): Fault[] => [{ code: given.error, message: given.error_description, fields: [], matches: [] }])

const anyFault = z.union([unsavedShape, refusalShape, faultShape]).catch([])
const faultsShape = z.union([z.array(anyFault).transform((lists) => lists.flat()), anyFault])

const savedShape = z.object({
  id: z.string().regex(/^[A-Za-z0-9]{15,18}$/),
  success: z.literal(true),
  created: z.boolean().optional(),
})

export function read({ text, headers }: HttpReply): Said {
  const parsed = json(text)
  const saved = savedShape.safeParse(parsed)
  const html = /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype html|html)/i.test(text)
  return {
    faults: parsed === undefined ? soapFaults(text) : faultsShape.parse(parsed),
    saved: saved.success ? { id: saved.data.id, created: saved.data.created } : undefined,
    html: html && parsed === undefined,
  }
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function soapFaults(text: string): Fault[] {
  const [, code] = /<(?:\w+:)?(?:exceptionCode|faultcode)>\s*(?:\w+:)?([A-Z_]{4,})\s*</.exec(text) ?? []
  return code ? [{ code, message: '', fields: [], matches: [] }] : []
}
