import { readForm } from './form.ts'

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
