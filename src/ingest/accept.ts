/** Reads an arrival into what the ledger stores. A function of plain data. */
import { createHash } from 'node:crypto'
import type { Lead } from '../lead/lead.ts'
import { readMarketplace } from '../lead/marketplace.ts'
import { clean } from '../lead/text.ts'
import type { Arrived } from '../ledger/arrivals.ts'

export interface Posted {
  id: string
  receivedAt: Date
  source: string
  raw: Buffer
  contentType: string
  /** `?offer=` */
  offer: string | undefined
  /** `Idempotency-Key` or `webhook-id`. */
  senderKey: string | undefined
  configVersion: string
}

/** Why there is no lead in it: what the sender is told, and what the operator reads beside the raw body. */
export interface Unreadable {
  status: 400 | 422
  detail: string
}

export interface Accepted {
  arrived: Arrived
  unreadable: Unreadable | undefined
}

export function accept(posted: Posted): Accepted {
  const read = readLead(posted)
  const lead = 'lead' in read ? read.lead : undefined
  const unreadable = 'unreadable' in read ? read.unreadable : undefined
  const { raw: _raw, ...stored } = lead ?? { raw: undefined }
  return {
    unreadable,
    arrived: {
      id: posted.id,
      source: posted.source,
      state: lead ? 'received' : 'unreadable',
      receivedAt: posted.receivedAt,
      lead: lead && (stored as Omit<Lead, 'raw'>),
      raw: posted.raw,
      contentType: clean(posted.contentType),
      reason: unreadable?.detail ?? '',
      offer: lead ? lead.offer.id || lead.offer.title : '',
      email: lead?.person.email.toLowerCase() ?? '',
      test: lead?.test ?? false,
      configVersion: posted.configVersion,
      fingerprints: fingerprints(posted),
    },
  }
}

function readLead(posted: Posted): { lead: Lead } | { unreadable: Unreadable } {
  const body = parse(posted.raw)
  if (body === undefined) return { unreadable: { status: 400, detail: 'The body is not JSON.' } }
  const lead = readMarketplace(body, {
    id: posted.id,
    received: posted.receivedAt,
    endpoint: posted.source,
    offer: posted.offer && clean(posted.offer),
  })
  if (lead) return { lead }
  const detail = 'The JSON holds none of the properties of a marketplace lead (userDetails, LeadSource, OfferTitle…).'
  return { unreadable: { status: 422, detail } }
}

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString().replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** Microsoft's JSON carries no id and no time: the same content from the same source is the sender trying again. */
function fingerprints({ raw, offer = '', senderKey }: Posted): string[] {
  const content = `c:${digest(offer, raw)}`
  return senderKey ? [content, `k:${digest(senderKey)}`] : [content]
}

function digest(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('base64url')
}
