import { readForm } from './form.ts'
import type { Lead } from './lead.ts'

/** The sender's JSON. @throws SyntaxError when the body is not JSON */
export function parseJson(raw: Buffer): unknown {
  // .NET may write a byte order mark.
  return JSON.parse(raw.toString().replace(/^\uFEFF/, ''))
}

/** The sender's object, which templates see under `raw`: JSON, or the fields of a form. */
export function parseBody(raw: Buffer): unknown {
  try {
    return parseJson(raw)
  } catch {
    return readForm(raw).raw
  }
}

/** A stored lead with the sender's object as `raw`. The body is parsed on demand, because few mappings read `raw`. */
export function withBody(lead: Omit<Lead, 'raw'>, body: Buffer): Lead {
  return {
    ...lead,
    get raw(): unknown {
      return parseBody(body)
    },
  }
}
