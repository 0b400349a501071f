import { z } from 'zod'
import { type ReferralColumn, referralColumns } from '../../notify/referrals/columns.ts'
import type { Assigned } from '../../notify/referrals/match.ts'
import type { Compared } from '../../notify/referrals/reconcile.ts'
import { importedShape } from './import.ts'
import { iso, named, orNull, time } from './named.ts'

/** Largest file in bytes. Microsoft’s downloads end at 5,000 rows. */
export const largestFile = 16 * 1024 * 1024

export const referralsBody = z.strictObject({
  csv: z.string().min(1, 'the file is empty').meta({ description: 'The text of the file.' }),
  columns: z
    .partialRecord(z.enum(referralColumns as [ReferralColumn, ...ReferralColumn[]]), z.string().max(1_000))
    .default({})
    .meta({ description: 'Names of columns by meaning, for a file with names of its own.' }),
  source: z
    .array(z.string().max(100))
    .max(100)
    .optional()
    .meta({ description: 'Whose leads are compared. The default is all sources of the marketplace.' }),
  hours: z
    .number()
    .min(0)
    .max(24 * 31)
    .default(48)
    .meta({ description: 'By so much the times may differ.' }),
  import: z
    .strictObject({
      source: z.string().min(1).max(100).meta({ description: 'The source under which they come in.' }),
      keepOnly: z.boolean().default(false).meta({ description: 'Keep the leads, deliver them nowhere.' }),
    })
    .optional()
    .meta({ description: 'Take in the leads that are missing here.' }),
  reveal: z.boolean().default(false).meta({ description: 'Show e-mail addresses and companies of the rows.' }),
})

const figures = {
  theirs: z.int().meta({ description: 'Microsoft’s leads: the sum of the next four.' }),
  matched: z.int(),
  missing: z.int().meta({ description: 'At Microsoft, and not here.' }),
  unsure: z.int().meta({ description: 'A lead here may be it.' }),
  young: z.int().meta({ description: 'Not here, and not an hour old.' }),
  onlyHere: z.int().meta({ description: 'Here, and not in the file: no reason for alarm.' }),
}

const row = z.object({
  row: z.int().meta({ description: 'Number of the row in the file, from 1.' }),
  result: z.enum(['missing', 'unsure', 'young']),
  referral: z.string().nullable().meta({ description: 'Microsoft’s id.' }),
  created: time,
  wholeDay: z.boolean().meta({ description: 'The file tells only the day.' }),
  offer: z.string(),
  leads: z.array(z.uuid()).meta({ description: 'Leads here that it may be.' }),
  why: z.enum(['several', 'other-offer', 'erased', 'unreadable']).nullable(),
  email: z.string().nullable(),
  company: z.string().nullable(),
})

export const referralsShape = named(
  'ReferralComparison',
  z.object({
    rows: z.int(),
    from: time.nullable(),
    to: time.nullable(),
    partial: z.boolean().meta({ description: 'The file ends where Microsoft cuts downloads: there may be more.' }),
    repeats: z
      .int()
      .meta({ description: 'Rows of a lead that another row tells. The row that was changed last counts.' }),
    otherTypes: z.int().meta({ description: 'Rows that are no leads of an offer.' }),
    unreadable: z.array(z.int()).meta({ description: 'Numbers of rows without a date or a person.' }),
    totals: z.object(figures),
    tallies: z
      .array(z.object({ day: z.string(), offer: z.string(), ...figures }))
      .meta({ description: 'Days in UTC.' }),
    items: z.array(row).meta({ description: 'Rows that did not match.' }),
    onlyHere: z.array(z.uuid()).meta({ description: 'Leads of the time that no row has.' }),
    imported: importedShape.nullable(),
  }),
)

type Shape = z.input<typeof referralsShape>

/** The ids of one answer at most. */
const mostIds = 1_000

export function asComparison(found: Compared, reveal: boolean, imported: Shape['imported']): Shape {
  const { rows, from, to, partial, repeats, otherTypes, unreadable, totals, tallies, assigned, onlyHere } = found
  return {
    ...{ rows, partial, repeats, otherTypes, totals, imported },
    from: iso(from),
    to: iso(to),
    unreadable: unreadable.slice(0, mostIds),
    tallies: [...tallies],
    items: assigned.flatMap((one) => asRow(one, reveal)),
    onlyHere: onlyHere.slice(0, mostIds),
  }
}

function asRow({ theirs, result, leads, why }: Assigned, reveal: boolean): Shape['items'] {
  if (result === 'matched') return []
  const { row: number, referral, created, offerId, offerTitle, email, company } = theirs
  return [
    {
      ...{ row: number, result, wholeDay: created.wholeDay, leads: [...leads], offer: offerId || offerTitle },
      created: created.at.toISOString(),
      referral: orNull(referral),
      why: orNull(why),
      email: reveal ? orNull(email) : null,
      company: reveal ? orNull(company) : null,
    },
  ]
}
