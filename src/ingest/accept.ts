/** Turns a post into the row that the ledger stores. A function of plain data. */
import { hash } from 'node:crypto'
import { indexed, indexedOffer } from '../lead/indexed.ts'
import type { Lead } from '../lead/lead.ts'
import { clean } from '../lead/text.ts'
import type { Arrived } from '../ledger/arrivals.ts'
import type { Read, Unreadable } from '../reading/read.ts'

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

export interface Accepted {
  arrived: Arrived
  unreadable: Unreadable | undefined
}

export function accept(posted: Posted, read: Read): Accepted {
  const reading = read(posted.raw, {
    id: posted.id,
    received: posted.receivedAt,
    endpoint: posted.source,
    offer: posted.offer && clean(posted.offer),
  })
  const lead = 'lead' in reading ? reading.lead : undefined
  const unreadable = 'unreadable' in reading ? reading.unreadable : undefined
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
      ...indexed(lead),
      // If the body is read again later, the offer of the URL comes from this row.
      ...(!lead && posted.offer ? { offer: indexedOffer(clean(posted.offer)) } : {}),
      test: lead?.test ?? false,
      configVersion: posted.configVersion,
      // An unreadable body repeats only other unreadable bodies: corrected under the same key, it becomes a lead.
      fingerprint: contentOf(posted, lead ? 'c' : 'u'),
      senderKey: lead && posted.senderKey ? `k:${digest(posted.senderKey)}` : undefined,
    },
  }
}

/** Microsoft's JSON has no id and no time, so the same content from the same source counts as the sender's retry. */
function contentOf({ raw, offer = '' }: Posted, kind: 'c' | 'u'): string {
  return `${kind}:${digest(offer, raw)}`
}

function digest(...parts: (string | Buffer)[]): string {
  const ended = parts.flatMap((part) => [Buffer.from(part), end])
  return hash('sha256', Buffer.concat(ended), 'base64url')
}

const end = Buffer.from('\0')
