/** Formats a comparison with Microsoft's download for a person. */
import type { Answer } from '../client/operations.ts'
import { plural, when } from './format.ts'
import { formatDone } from './import/format-import.ts'
import { table } from './table.ts'

type Found = Answer<'post /reconciliations/referrals'>
type Item = Found['items'][number]

export function formatComparison(found: Found, width: number | undefined): string {
  const { tallies, items, imported } = found
  const figures = ['theirs', 'matched', 'missing', 'unsure', 'young', 'onlyHere'] as const
  const titles = ['DAY (UTC)', 'OFFER', 'MICROSOFT', 'MATCHED', 'MISSING', 'UNSURE', 'YOUNG', 'ONLY HERE']
  const columns = titles.map((title) => ({ title }))
  const byDay = table(
    columns,
    tallies.map((one) => [one.day, one.offer, ...figures.map((name) => String(one[name]))]),
    width,
  )
  return [
    formatTotals(found),
    ...(tallies.length > 0 ? ['', byDay] : []),
    ...(items.length > 0 ? ['', formatItems(items, width)] : []),
    ...(imported ? ['', formatDone(imported)] : []),
  ].join('\n')
}

function formatTotals({ rows, from, to, partial, repeats, otherTypes, unreadable, totals }: Found): string {
  const { theirs, matched, missing, unsure, young } = totals
  const least = partial ? 'at least ' : ''
  const lines = [
    ...(theirs === 0
      ? ['Nothing was compared: no row of the file is a lead of an offer with a date and a person.']
      : []),
    `${plural(rows, 'row')}${from && to ? ` from ${when(from)} to ${when(to)}` : ''}: ${plural(theirs, 'lead')} of offers.`,
    `${matched} matched, ${least}${missing} missing here, ${unsure} unsure${young > 0 ? `, ${young} not an hour old` : ''}.`,
    ...(partial ? ['Microsoft ends downloads after 5,000 rows: download a shorter time.'] : []),
    ...(repeats > 0 ? [`${plural(repeats, 'row')} left out: another row tells the same lead of Microsoft.`] : []),
    ...(otherTypes > 0 ? [`${plural(otherTypes, 'row')} left out: no leads of an offer.`] : []),
    ...(unreadable.length > 0 ? [`Without a date or a person: row ${unreadable.slice(0, 20).join(', ')}.`] : []),
  ]
  return lines.join('\n')
}

function formatItems(items: readonly Item[], width: number | undefined): string {
  const titles = ['ROW', 'RESULT', 'MICROSOFT’S ID', 'CREATED', 'OFFER', 'E-MAIL', 'COMPANY', 'MAY BE']
  const rows = items.map(({ row, result, referral, created, wholeDay, offer, leads, why, email, company }) => [
    ...[String(row), result, referral ?? ''],
    wholeDay ? created.slice(0, 10) : when(created),
    ...[offer, email ?? '', company ?? ''],
    why ? `${reasons[why]}${leads.length > 0 ? ` ${leads.slice(0, 5).join(' ')}` : ''}` : '',
  ])
  const isShown = titles.map((title, at) => title === 'ROW' || rows.some((cells) => cells[at] !== ''))
  return table(
    titles.filter((_, at) => isShown[at]).map((title) => ({ title })),
    rows.map((cells) => cells.filter((_, at) => isShown[at])),
    width,
  )
}

const reasons: Readonly<Record<NonNullable<Item['why']>, string>> = {
  several: 'one of several leads:',
  'other-offer': 'a lead whose offer cannot be compared:',
  erased: 'a lead that was erased:',
  unreadable: 'an unreadable lead:',
}
