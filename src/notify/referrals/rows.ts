/** Reads the rows of a download. Pure. */
import { alpha2Of } from '../../lead/countries.ts'
import { withoutApostrophe } from '../../lead/csv.ts'
import { clean } from '../../lead/text.ts'
import type { Places, ReferralColumn } from './columns.ts'
import { orderOf, type When, whenOf } from './moments.ts'
import { withoutRepeats } from './repeats.ts'

/** A lead as Microsoft lists it. */
export interface Referral {
  /** The number of the row, from 1. */
  row: number
  cells: readonly string[]
  /** Microsoft's id; blank if the file has none. */
  referral: string
  created: When
  /** When it was changed last, if the file tells it. */
  updated: When | undefined
  /** In lower case. */
  email: string
  company: string
  /** ISO 3166-1 alpha-2; blank if it is not known. */
  country: string
  offerId: string
  offerTitle: string
  /** As the marketplace's connector names it: `SPZA`, `AzureMarketplace`, `AzurePortal`. */
  source: string
  /** As the marketplace's connector names it: `PLT`, `INS`, `StartTestDrive`. */
  action: string
}

export interface ReadReferrals {
  referrals: readonly Referral[]
  /** Rows of a lead that another row tells. */
  repeats: number
  /** Rows that are no marketplace leads: `Lead Type` is not "offer lead". */
  otherTypes: number
  /** The numbers of rows without a date, or without anything to match by. */
  unreadable: readonly number[]
}

export function readReferrals(rows: readonly (readonly string[])[], places: Places): ReadReferrals {
  const cell = (cells: readonly string[], column: ReferralColumn) =>
    clean(withoutApostrophe(cells[places[column] ?? -1] ?? ''))
  const order = orderOf(rows.flatMap((cells) => [cell(cells, 'created'), cell(cells, 'updated')]))
  const referrals: Referral[] = []
  const unreadable: number[] = []
  let otherTypes = 0
  for (const [at, cells] of rows.entries()) {
    const text = (column: ReferralColumn) => cell(cells, column)
    const type = text('leadType')
    if (type !== '' && !/offer/i.test(type)) {
      otherTypes++
      continue
    }
    const created = whenOf(text('created'), order)
    const [email, company] = [text('email').toLowerCase(), text('company')]
    if (!created || (email === '' && company === '')) {
      unreadable.push(at + 1)
      continue
    }
    referrals.push({
      ...{ row: at + 1, cells, created, email, company },
      updated: whenOf(text('updated'), order),
      referral: text('referral'),
      country: alpha2Of(text('country')),
      offerId: text('offerId').toLowerCase(),
      offerTitle: text('offerTitle'),
      source: sources[plain(text('source'))] ?? text('source'),
      action: actions[plain(text('action'))] ?? '',
    })
  }
  return { ...withoutRepeats(referrals), otherTypes, unreadable }
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')

const sources: Readonly<Record<string, string>> = {
  appsource: 'SPZA',
  azuremarketplace: 'AzureMarketplace',
  azureportal: 'AzurePortal',
}

const actions: Readonly<Record<string, string>> = { contactme: 'PLT', getitnow: 'INS', testdrive: 'StartTestDrive' }
