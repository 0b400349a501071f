/** What comes of reading a body. */
import { isUtf8 } from 'node:buffer'
import type { Arrival } from '../lead/arrival.ts'
import { parseJson } from '../lead/body.ts'
import type { Lead } from '../lead/lead.ts'

/** Why there is no lead in it: what the sender is told, and what the operator reads beside the raw body. */
export interface Unreadable {
  status: 400 | 415 | 422
  detail: string
  /** The sender is told it succeeded: who fills in a field that nobody sees need not learn of it. */
  hushed?: boolean
}

type Reading = { lead: Lead } | { unreadable: Unreadable }

/** Never throws, whatever the bytes are. */
export type Read = (raw: Buffer, arrival: Arrival) => Reading

export function unreadable(detail: string): { unreadable: Unreadable } {
  return { unreadable: { status: 422, detail } }
}

/** `undefined` is nothing that JSON could say. */
export function jsonIn(raw: Buffer): unknown {
  // Read as UTF-8 after all, characters would be lost without a word.
  if (!isUtf8(raw)) return undefined
  try {
    return parseJson(raw)
  } catch {
    return undefined
  }
}

export const notJson: Unreadable = { status: 400, detail: 'The body is not JSON.' }
