import { readForm } from './form.ts'
import type { Lead } from './lead.ts'

/** The sender's JSON. @throws SyntaxError when it is none */
export function parseJson(raw: Buffer): unknown {
  // .NET writes a byte order mark where it is told to.
  return JSON.parse(raw.toString().replace(/^\uFEFF/, ''))
}

/** The sender's object, as templates see it under `raw`: JSON, or the fields of a form. */
export function parseBody(raw: Buffer): unknown {
  try {
    return parseJson(raw)
  } catch {
    return readForm(raw).raw
  }
}

/** A lead as stored, with the sender's object beside it: few mappings read that, and the others need not parse it. */
export function withBody(lead: Omit<Lead, 'raw'>, body: Buffer): Lead {
  return {
    ...lead,
    get raw(): unknown {
      return parseBody(body)
    },
  }
}
