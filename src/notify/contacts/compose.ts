/** The words of a message to contacts. Made when it is sent, because an erasure may take leads out until then. Pure. */
import type { Message } from '../../channel.ts'
import type { Content, LeadEntry } from '../../ledger/notify-tables.ts'
import type { MailContent, MailSection } from '../messages/mail-content.ts'
import { mailHtml } from '../messages/mail-html.ts'
import { mailText } from '../messages/mail-text.ts'
import { describeTime } from '../messages/times.ts'

/** Leads that a mail lists; the rest is counted. */
const mostListed = 200

/** @param list address of the list of leads in the console */
export function contactMail(
  entries: readonly LeadEntry[],
  period: NonNullable<Content['period']>,
  list: string | undefined,
): Pick<Message, 'subject' | 'text' | 'html' | 'link'> {
  const content = contentOf(entries, period, list)
  return { subject: content.headline, text: mailText(content), html: mailHtml(content), link: content.link?.url }
}

/** Of one lead: what it is about. Of several, or of a digest: how many, and since when. */
export function contactSubject(
  entries: readonly LeadEntry[],
  { from, digest, zone }: NonNullable<Content['period']>,
): string {
  const [first] = entries
  if (first && entries.length === 1 && !digest) return `New lead: ${titleOf(first)}`
  const since = digest && from ? ` since ${describeTime(new Date(from), zone)}` : ''
  return `${entries.length} new ${entries.length === 1 ? 'lead' : 'leads'}${since}`
}

function titleOf({ offer, action }: LeadEntry): string {
  return [offer || '(no offer)', action].filter(Boolean).join(', ')
}

function contentOf(
  entries: readonly LeadEntry[],
  period: NonNullable<Content['period']>,
  list: string | undefined,
): MailContent {
  const { digest, zone } = period
  const [first] = entries
  const subject = contactSubject(entries, period)
  const listed = entries.slice(0, mostListed)
  const rest = entries.length - listed.length
  const sections: MailSection[] = [
    ...(entries.length > 1 ? [countsOf(entries)] : []),
    ...listed.map((entry) => sectionOf(entry, zone, entries.length === 1 ? { digest } : undefined)),
    ...(rest > 0 ? [{ text: `And ${rest} more. The console lists them all.` }] : []),
  ]
  const link = entries.length === 1 ? first?.link : list
  return {
    headline: subject,
    preheader: [...new Set(entries.map(({ offer }) => offer))].slice(0, 5).join(', '),
    sections,
    link: link ? { url: link, label: entries.length === 1 ? 'Open the lead' : 'Open the leads' } : undefined,
    footer: ['Leadyard tells you of new leads because you are a contact of their offer or route.'],
  }
}

/** For each offer and action how many. */
function countsOf(entries: readonly LeadEntry[]): MailSection {
  const groups = Map.groupBy(entries, ({ offer, action }) => JSON.stringify([offer, action]))
  const rows = [...groups.values()].map((same) => [same[0]!.offer || '(no offer)', same[0]!.action, same.length])
  return { table: { head: ['Offer', 'Action', 'Leads'], rows: rows.sort((a, b) => Number(b[2]) - Number(a[2])) } }
}

/** @param only of the only lead: the headline says what it is about, unless it is a digest, and the button opens it. */
function sectionOf(entry: LeadEntry, zone: string, only: { digest: boolean } | undefined) {
  const { lead, at, source, doNotContact, test, unrouted, values, link } = entry
  const remarks = [
    doNotContact && 'Do not contact: for information only.',
    test && 'A test lead.',
    unrouted && 'No route takes it: it was not delivered.',
  ].filter((remark) => remark !== false)
  const rows = [
    ['Time', describeTime(new Date(at), zone)],
    ['Source', source],
    ['Lead', lead],
    ...values.map(([label, value]) => [label, value]),
    ...(link && !only ? [['Open', link]] : []),
  ]
  return {
    heading: only && !only.digest ? undefined : titleOf(entry),
    text: remarks.join('\n') || undefined,
    table: { rows },
  } satisfies MailSection
}
