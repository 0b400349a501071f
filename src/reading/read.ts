/** The result of reading a body. */
import { isUtf8 } from 'node:buffer'
import type { Arrival } from '../lead/arrival.ts'
import { parseJson } from '../lead/body.ts'
import type { Lead } from '../lead/lead.ts'

/** Why a body holds no lead. The sender gets this answer, and the operator reads it next to the raw body. */
export interface Unreadable {
  status: 400 | 415 | 422
  detail: string
  /** Whether the sender gets the usual answer: a program that fills in a hidden field must not learn of the refusal. */
  hushed?: boolean
}

type Reading = { lead: Lead } | { unreadable: Unreadable }

/** Never throws, whatever the bytes are. */
export type Read = (raw: Buffer, arrival: Arrival) => Reading

export function unreadable(detail: string): { unreadable: Unreadable } {
  return { unreadable: { status: 422, detail } }
}

/** `undefined` when the body is not JSON; JSON has no `undefined`. */
export function jsonIn(raw: Buffer): unknown {
  // Reading other bytes as UTF-8 would silently lose characters.
  if (!isUtf8(raw)) return undefined
  try {
    return parseJson(raw)
  } catch {
    return undefined
  }
}

export const notJson: Unreadable = { status: 400, detail: 'The body is not JSON.' }
