/** The message about a day that was proved. Pure; it names leads by their ids, and holds no personal data. */
import type { ProofDay } from '../../ledger/notify/proof-days.ts'
import type { MissingRow, ReconciliationRow } from '../../ledger/notify/proof-reads.ts'
import type { Composed } from '../messages/compose.ts'
import type { MailCell, MailContent, MailSection } from '../messages/mail-content.ts'
import { mailHtml } from '../messages/mail-html.ts'
import { mailText } from '../messages/mail-text.ts'
import { describeTime } from '../messages/times.ts'

/** Missing records of a destination that a message lists; the rest is counted. */
export const mostListed = 50

export interface DayProved {
  day: Pick<ProofDay, 'day' | 'zone' | 'leads' | 'odd' | 'closed'>
  rows: readonly Pick<
    ReconciliationRow,
    'destination' | 'accepted' | 'delivered' | 'waiting' | 'failed' | 'cancelled' | 'present' | 'missing' | 'unchecked'
  >[]
  /** By destination, `mostListed` at most. */
  missing: ReadonlyMap<string, readonly Pick<MissingRow, 'lead' | 'offer' | 'deliveredAt'>[]>
}

/** @param console address of the console, without a slash at its end; undefined: no links */
export function proofMessage(
  proved: DayProved,
  console: string | undefined,
): Pick<Composed, 'subject' | 'text' | 'html' | 'link'> {
  const content = contentOf(proved, console)
  return { subject: content.headline, text: mailText(content), html: mailHtml(content), link: content.link?.url }
}

function contentOf({ day, rows, missing }: DayProved, console: string | undefined): MailContent {
  const byDestination = [...Map.groupBy(rows, ({ destination }) => destination)].map(
    ([destination, some]) => [destination, totalsOf(some)] as const,
  )
  const wrong = byDestination.filter(([, totals]) => totals.missing > 0)
  const states = Object.entries(day.leads).map(([state, n]) => `${n} ${state}`)
  const came = `${counted(acceptedOn(day), 'lead')} came on ${day.day} (${day.zone})${states.length > 0 ? `: ${states.join(', ')}` : ''}.`
  return {
    headline: headlineOf(day, byDestination),
    preheader: came,
    sections: [
      { text: came },
      ...wrong.map(([id, totals]) => missingAt(id, totals, day, missing.get(id) ?? [], console)),
      ...oddOf(day, console),
      ...tableOf(byDestination),
    ],
    link: console
      ? {
          url: linkOf(
            console,
            day.day,
            wrong.map(([id]) => id),
          ),
          label: 'Open the proof',
        }
      : undefined,
    footer: ['Leadyard proves each day, and sends this as proof: in config.yaml says. Test leads are in no figure.'],
  }
}

function linkOf(console: string, day: string, wrong: readonly string[]): string {
  return wrong.length === 1 ? `${console}/proof/${day}/${wrong[0]}` : `${console}/proof`
}

/** `Does not add up: 28 Nov, crm-eu`; else whether all is accounted for. */
function headlineOf(day: DayProved['day'], destinations: readonly (readonly [string, Totals])[]): string {
  const wrong = destinations.filter(([, { missing }]) => missing > 0).map(([id]) => id)
  const names = [...wrong, ...(day.odd.length > 0 ? ['leads without an account'] : [])]
  if (names.length > 0) return `Does not add up: ${dateOf(day.day)}, ${names.join(', ')}`
  const total = (name: 'failed' | 'waiting') => destinations.reduce((sum, [, totals]) => sum + totals[name], 0)
  const trouble = [
    total('failed') > 0 && `${total('failed')} failed`,
    total('waiting') > 0 && `${total('waiting')} under way`,
  ].filter(Boolean)
  const found = trouble.length > 0 ? trouble.join(', ') : 'everything is accounted for'
  return `Proof of ${dateOf(day.day)}: ${counted(acceptedOn(day), 'lead')}, ${found}`
}

function acceptedOn({ leads }: DayProved['day']): number {
  return Object.values(leads).reduce((sum, n) => sum + n, 0)
}

/** `40 accepted, 40 with receipts, 39 found.` Then each missing record, by its lead. */
function missingAt(
  destination: string,
  { accepted, delivered, present, missing }: Totals,
  { day, zone }: DayProved['day'],
  listed: readonly Pick<MissingRow, 'lead' | 'offer' | 'deliveredAt'>[],
  console: string | undefined,
): MailSection {
  const rest = missing - listed.length
  return {
    ...{ state: 'warning', heading: `${destination}: ${missing} missing` },
    text: `${accepted} accepted, ${delivered} with receipts, ${present} found. Deleted or merged there? Nothing is sent again by itself.`,
    table: {
      head: ['Lead', 'Offer', 'Delivered'],
      rows: [
        ...listed.map(({ lead, offer, deliveredAt }) => [
          leadCell(lead, console),
          offer,
          deliveredAt ? describeTime(deliveredAt, zone) : '',
        ]),
        ...(rest > 0 ? [[`and ${rest} more`, '', '']] : []),
      ],
    },
    steps: [
      `leadyard prove --show --day ${day} --destination ${destination}`,
      'If they were not deleted on purpose: leadyard replay <delivery> --again',
    ],
  }
}

function oddOf({ odd, day }: DayProved['day'], console: string | undefined): MailSection[] {
  if (odd.length === 0) return []
  const rows = odd.slice(0, mostListed).map(({ lead, why }) => [leadCell(lead, console), whys[why]])
  const rest = odd.length - rows.length
  return [
    {
      ...{ state: 'warning', heading: `${counted(odd.length, 'lead')} cannot be accounted for` },
      table: { head: ['Lead', 'Why'], rows: [...rows, ...(rest > 0 ? [[`and ${rest} more`, '']] : [])] },
      steps: [`leadyard prove --show --day ${day}`],
    },
  ]
}

const whys: Readonly<Record<ProofDay['odd'][number]['why'], string>> = {
  'not-routed': 'It was received, and is not routed yet.',
  'no-delivery': 'It was routed, and has no delivery.',
  'no-lead': 'It has a delivery, and is no lead any more.',
  erased: 'It is erased, and still under way.',
}

function leadCell(lead: string, console: string | undefined): MailCell {
  return console ? { label: lead, url: `${console}/leads/${lead}` } : lead
}

function tableOf(destinations: readonly (readonly [string, Totals])[]): MailSection[] {
  if (destinations.length === 0) return []
  // A column in which nothing stands is left out.
  const shown = columns.filter(
    ([, name]) => always.includes(name) || destinations.some(([, totals]) => totals[name] > 0),
  )
  const head = ['Destination', ...shown.map(([title]) => title)]
  const rows = destinations.map(([id, totals]) => [id, ...shown.map(([, name]) => totals[name])])
  return [{ table: { head, rows } }]
}

const always: readonly (keyof Totals)[] = ['accepted', 'delivered']
const columns: readonly (readonly [title: string, of: keyof Totals])[] = [
  ['Accepted', 'accepted'],
  ['Delivered', 'delivered'],
  ['There', 'present'],
  ['Missing', 'missing'],
  ['Unchecked', 'unchecked'],
  ['Under way', 'waiting'],
  ['Failed', 'failed'],
  ['Cancelled', 'cancelled'],
]

type Totals = Omit<DayProved['rows'][number], 'destination'>

function totalsOf(rows: DayProved['rows']): Totals {
  const sum = (name: keyof Totals) => rows.reduce((all, row) => all + row[name], 0)
  return {
    ...{ accepted: sum('accepted'), delivered: sum('delivered'), waiting: sum('waiting'), failed: sum('failed') },
    ...{ cancelled: sum('cancelled'), present: sum('present'), missing: sum('missing'), unchecked: sum('unchecked') },
  }
}

/** `2026-11-28` → `28 Nov` */
function dateOf(day: string): string {
  const at = new Date(`${day}T12:00:00Z`)
  return describeTime(at, 'UTC').split(' ', 2).join(' ')
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
