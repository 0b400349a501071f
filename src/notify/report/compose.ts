/** The words of the report. Pure. */
import type { MailContent, MailSection } from '../messages/mail-content.ts'
import { mailHtml } from '../messages/mail-html.ts'
import { mailText } from '../messages/mail-text.ts'
import { describeDay, describeDuration, describeTime } from '../messages/times.ts'
import type { Compared, DestinationLine, Line, ReportFigures } from './figures.ts'

export interface ReportMail {
  subject: string
  text: string
  html: string
  link: string | undefined
}

/** Rows of a table; the rest is added up. */
const mostRows = 12

/** @param console address of the console, without a slash at its end; undefined: no link */
export function reportMail(figures: ReportFigures, console: string | undefined): ReportMail {
  const content = contentOf(figures, console)
  return { subject: content.headline, text: mailText(content), html: mailHtml(content), link: content.link?.url }
}

function contentOf(figures: ReportFigures, console: string | undefined): MailContent {
  const { from, to, zone, leads, offers, sources, actions, countries, destinations } = figures
  const before = periodBefore(figures)
  return {
    headline: `${nameOf(figures)}: ${count(leads.now, 'lead')}, ${changeIn(leads)} ${before}`,
    preheader: `${describeTime(from, zone)} to ${describeTime(to, zone)}`,
    sections: [
      summary(figures),
      ...fewer(figures),
      ...tableOf('Offer', offers, before),
      ...tableOf('Source', sources, before),
      ...tableOf('Action', actions, before),
      ...tableOf('Country', countries, before),
      ...arrived(destinations, before),
      ...proven(destinations),
      ...found(figures),
      ...estimated(figures),
    ],
    link: console ? { url: console, label: 'Open the console' } : undefined,
    footer: [
      'Leadyard sends this report as report: in config.yaml says. Test leads are in no figure, nor is the hour that has not ended.',
    ],
  }
}

function nameOf({ unit, every }: ReportFigures): string {
  if (every > 1) return 'Report'
  return unit === 'week' ? 'Weekly report' : 'Monthly report'
}

function periodBefore({ unit, every }: ReportFigures): string {
  return every > 1 ? `the ${every} ${unit}s before` : `the ${unit} before`
}

/** `11 % more than`, to stand before the name of the other period. */
function changeIn({ now, before }: Compared): string {
  if (now === before) return 'as many as in'
  if (before === 0) return 'none in'
  const percent = Math.round((Math.abs(now - before) / before) * 100)
  return `${percent} % ${now > before ? 'more' : 'fewer'} than in`
}

/** `+11 %`, for a table. */
function change({ now, before }: Compared): string {
  if (now === before) return '='
  if (before === 0) return 'new'
  if (now === 0) return 'none'
  const percent = Math.round(((now - before) / before) * 100)
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`
}

function summary(figures: ReportFigures): MailSection {
  const { from, to, zone, leads, unrouted, unreadable, days, times } = figures
  const lines = [
    `${describeTime(from, zone)} to ${describeTime(to, zone)}.`,
    `${count(leads.now, 'lead')} came in; ${leads.before} in ${periodBefore(figures)}.`,
    unrouted.now > 0 && `${count(unrouted.now, 'lead')} without a route: leadyard leads --state unrouted`,
    unreadable.now > 0 &&
      `${count(unreadable.now, 'body', 'bodies')} without a lead: leadyard leads --state unreadable`,
    times.median !== null &&
      `Time to delivery: half within ${length(times.median)}, 95 of 100 within ${length(times.p95)}${earlier(figures)}.`,
  ]
  return {
    text: lines.filter((line) => line !== false).join('\n'),
    bars: days.map((day) => ({ label: describeDay(day.from, zone), value: day.leads })),
  }
}

function earlier(figures: ReportFigures): string {
  const { median, p95 } = figures.times.before
  return median === null ? '' : ` (${periodBefore(figures)}: ${length(median)} and ${length(p95)})`
}

/** A slow decline raises no alarm, so it stands here. */
function fewer(figures: ReportFigures): MailSection[] {
  if (figures.fewer.length === 0) return []
  const rows = figures.fewer.map(({ of, name, now, usual }) => [of, named(name), now, usual])
  return [
    {
      ...{ heading: 'Fewer leads than usual', state: 'info' },
      text: `Compared with up to 12 ${figures.unit}s before. Chance alone explains so few leads about once in a hundred times.`,
      table: { head: ['Kind', 'Name', 'Leads', 'Usually'], rows: rows.slice(0, mostRows) },
    },
  ]
}

function tableOf(title: string, lines: readonly Line[], before: string): MailSection[] {
  if (lines.length === 0) return []
  const [shown, rest] = [lines.slice(0, mostRows), lines.slice(mostRows)]
  const sum = (key: 'now' | 'before') => rest.reduce((all, line) => all + line[key], 0)
  const others = { name: `${rest.length} others`, now: sum('now'), before: sum('before') }
  const rows = [...shown, ...(rest.length > 0 ? [others] : [])]
  return [
    {
      table: {
        head: [title, 'Change', 'Leads', sentence(before)],
        rows: rows.map((line) => [named(line.name), change(line), line.now, line.before]),
      },
    },
  ]
}

function arrived(destinations: readonly DestinationLine[], before: string): MailSection[] {
  if (destinations.length === 0) return []
  return [
    {
      heading: 'Arrived',
      table: {
        head: ['Destination', 'Half within', '95 of 100 within', 'Leads', sentence(before), 'Not there'],
        rows: destinations
          .slice(0, mostRows * 2)
          .map((one) => [one.destination, length(one.median), length(one.p95), one.now, one.before, one.open]),
      },
    },
  ]
}

const proofs = {
  created: 'Created',
  updated: 'Updated',
  'already-there': 'Already there',
  accepted: 'Accepted',
  'look-up': 'Found by a look-up',
  word: 'Seen by a person',
} as const

/** @returns a column for each kind of proof that there was. */
function proven(destinations: readonly DestinationLine[]): MailSection[] {
  const kinds = Object.entries(proofs).filter(([kind]) => destinations.some((one) => one.proofs[kind]))
  const rows = destinations.filter(({ now }) => now > 0)
  if (kinds.length === 0) return []
  const accepted = kinds.some(([kind]) => kind === 'accepted')
  return [
    {
      heading: 'Proven by receipts',
      text: accepted ? 'Accepted: the far end took the lead and confirmed nothing more.' : undefined,
      table: {
        head: ['Destination', ...kinds.map(([, title]) => title)],
        rows: rows
          .slice(0, mostRows * 2)
          .map(({ destination, proofs: mine }) => [destination, ...kinds.map(([kind]) => mine[kind] ?? 0)]),
      },
    },
  ]
}

function found({ found: lines }: ReportFigures): MailSection[] {
  if (lines.length === 0) return []
  return [
    {
      heading: 'Found at the far ends',
      text: lines.some(({ missing }) => missing > 0) ? 'What is missing: leadyard prove --show' : undefined,
      table: {
        head: ['Destination', 'Found', 'Missing', 'Not checked'],
        rows: lines
          .slice(0, mostRows * 2)
          .map(({ destination, present, missing, unchecked }) => [destination, present, missing, unchecked]),
      },
    },
  ]
}

function estimated({ estimated: how }: ReportFigures): MailSection[] {
  if (!how) return []
  const text = `Actions, countries, times and what is not there are estimated from ${how.read} of ${how.of} leads.`
  return [{ text }]
}

function length(ms: number | null): string {
  if (ms === null) return ''
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : describeDuration(ms)
}

/** A sender may write an address where an action or an offer should be. */
function named(name: string): string {
  return name.replaceAll(/\S*[@＠]\S*/g, '…') || '(not known)'
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
