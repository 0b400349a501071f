/** Compares a download of Microsoft's with the ledger. */
import type { Db } from '../../ledger/db.ts'
import { type ComparedLead, comparedLeads, keepReferrals, knownReferrals } from '../../ledger/notify/referrals.ts'
import { csvRows, detectLayout } from '../../reading/csv.ts'
import { type Places, placesIn, type ReferralColumn } from './columns.ts'
import { type Assigned, match, type OwnLead } from './match.ts'
import { type Report, reportOf } from './report.ts'
import { readReferrals } from './rows.ts'

/** The file cannot be compared. The message tells a person why. */
export class ReferralFault extends Error {
  override readonly name = 'ReferralFault'
}

/** Microsoft's downloads end at this row. */
const cutAt = 5_000
const mostRows = 20_000

export interface Compared extends Report {
  header: readonly string[]
  places: Places
  rows: number
  /** The file may have been cut, so there may be more leads. */
  partial: boolean
  /** Rows of a lead that another row tells. */
  repeats: number
  otherTypes: number
  unreadable: readonly number[]
  assigned: readonly Assigned[]
}

export interface CompareOptions {
  sources: readonly string[]
  columns: Partial<Record<ReferralColumn, string>>
  /** Milliseconds by which the times may differ. */
  window: number
  now: Date
}

/** @throws ReferralFault, or CsvFault for a text that is no CSV */
export async function compareReferrals(db: Db, csv: string, options: CompareOptions): Promise<Compared> {
  const { sources, columns, window, now } = options
  const layout = detectLayout(csv.slice(0, headLength))
  const { places, lacking } = placesIn(layout.header, columns)
  if (lacking.length > 0) {
    throw new ReferralFault(`The file has no column for ${lacking.join(', ')}. It has: ${layout.header.join(', ')}.`)
  }
  const rows: string[][] = []
  for await (const row of csvRows(once(csv), layout)) {
    if (rows.length === mostRows) throw new ReferralFault(`The file has more than ${mostRows} rows. Split it by time.`)
    rows.push(row)
  }
  const { referrals, repeats, otherTypes, unreadable } = readReferrals(rows, places)
  const known = await knownReferrals(db, referrals.map(({ referral }) => referral).filter(Boolean))
  const times = referrals.map(({ created }) => created.at.getTime())
  const span =
    times.length > 0 ? { from: least(times) - window - day, to: most(times) + window + day } : { from: 0, to: 0 }
  const emails = [...new Set(referrals.map(({ email }) => email).filter(Boolean))]
  const found = await comparedLeads(db, {
    ...{ sources, emails, ids: [...known.values()], from: new Date(span.from), to: new Date(span.to) },
  })
  const ours = found.map(ownLead)
  const assigned = match(referrals, ours, { known, window, now })
  await keepReferrals(db, assigned.flatMap(matchedIds))
  return {
    ...reportOf(assigned, ours),
    ...{ header: layout.header, places, rows: rows.length, partial: rows.length >= cutAt },
    ...{ repeats, otherTypes, unreadable, assigned },
  }
}

const headLength = 64 * 1024
const day = 24 * 3_600_000

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

const least = (times: readonly number[]) => times.reduce((a, b) => Math.min(a, b))
const most = (times: readonly number[]) => times.reduce((a, b) => Math.max(a, b))

function matchedIds({ theirs: { referral }, result, leads: [lead] }: Assigned) {
  return result === 'matched' && referral && lead ? [{ referral, lead }] : []
}

/** An erased lead keeps the offer alone: its id, or its title. */
function ownLead({ receivedAt, sent, offer, ...lead }: ComparedLead): OwnLead {
  const at = sent ? new Date(sent) : receivedAt
  const { offerId, offerTitle } = lead
  const isId = /^[^\s.]+\.\S+$/.test(offer)
  return { ...lead, at, offerId: offerId || (isId ? offer : ''), offerTitle: offerTitle || (isId ? '' : offer) }
}
