/** One mail of each kind, made by the code that makes them. */
import type { AlertRow } from '../../src/ledger/notify/alerts.ts'
import type { LeadEntry } from '../../src/ledger/notify-tables.ts'
import type { News } from '../../src/notify/alerts/news.ts'
import { contactMail } from '../../src/notify/contacts/compose.ts'
import { compose } from '../../src/notify/messages/compose.ts'
import { type DayProved, proofMessage } from '../../src/notify/proof/message.ts'
import { reportMail } from '../../src/notify/report/compose.ts'
import type { ReportFigures } from '../../src/notify/report/figures.ts'

const now = new Date('2026-11-30T09:49:00Z')
const since = new Date('2026-11-30T08:42:00Z')
const zone = 'Europe/Berlin'
const console = 'https://hub.contoso.com'

const options = {
  ...{ zone, console },
  problem: () => ({
    wording: ['AADSTS7000222: The provided client secret keys for app are expired.'],
    cause: 'The client secret of the app registration has ended.',
    remedy: [
      'Open the Azure portal > App registrations > the app > Certificates & secrets, and make a new client secret.',
      'Put its Value, not its ID, into the variable that config.yaml names.',
      'Check the destination; its leads then flow in order.',
    ],
  }),
}

function newsOf(kind: string, subject: string, detail: object, more: Partial<AlertRow> = {}): News {
  const alert: AlertRow = {
    ...{ id: '01900000-0000-7000-8000-000000000001', key: `${kind}:${subject}`, kind, severity: 'critical', subject },
    ...{ detail: detail as Record<string, unknown>, size: 0, since, opened_at: since, seen_at: since, due_at: since },
    ...{ ended_at: null, closed_at: null, reopened: 0, inhibited_by: null, told_at: null, escalated_at: null },
    ...{ acknowledged_by: '', acknowledged_at: null, acknowledged_until: null, note: '', finished: false },
    ...more,
  }
  return { type: alert.closed_at ? 'alert.closed' : 'alert.opened', alert, mark: undefined, at: since, how: 'first' }
}

const held = {
  ...{ connector: 'dynamics', problem: 'known', code: 'AADSTS7000222', status: 401, by: '', waiting: 12 },
  probeAt: '2026-11-30T10:12:00Z',
}

const alerts = {
  opened: [newsOf('held', 'crm-eu', held)],
  closed: [newsOf('held', 'crm-eu', held, { ended_at: now, closed_at: now })],
  together: [
    newsOf('held', 'crm-eu', held),
    newsOf('unrouted', 'leads', { count: 3 }, { severity: 'warning' }),
    newsOf('secret', 'crm-us.clientSecret', {
      ...{ destination: 'crm-us', setting: 'clientSecret', at: '2026-12-06T00:00:00Z', days: 7 },
    }),
    newsOf('late', 'contoso.desk', {
      ...{ count: 7, oldest: '2026-11-30T07:39:00Z', target: 3_600_000, destinations: ['crm-us'] },
    }),
  ],
} satisfies Record<string, News[]>

function entry(n: number, more: Partial<LeadEntry> = {}): LeadEntry {
  const lead = `01997b2e-0000-7000-8000-${String(n).padStart(12, '0')}`
  return {
    ...{ lead, at: '2026-11-30T08:12:00Z', offer: 'Router Pro', action: 'Contact me', source: 'Azure Marketplace' },
    ...{ doNotContact: false, test: false, unrouted: false, values: [], link: `${console}/leads/${lead}` },
    ...more,
  }
}

const entries = [
  entry(1),
  entry(2, { at: '2026-11-30T08:20:00Z', action: 'Install' }),
  entry(3, { at: '2026-11-30T08:41:00Z', offer: 'Desk', source: 'AppSource', doNotContact: true }),
]

const days = [31, 52, 48, 57, 44, 9, 7]

const reportFigures: ReportFigures = {
  ...{ unit: 'week', every: 1, zone, estimated: null },
  from: new Date('2026-11-23T07:00:00Z'),
  to: new Date('2026-11-30T07:00:00Z'),
  before: new Date('2026-11-16T07:00:00Z'),
  leads: { now: 248, before: 224 },
  unrouted: { now: 3, before: 0 },
  unreadable: { now: 1, before: 2 },
  days: days.map((leads, n) => ({ from: new Date(Date.parse('2026-11-23T07:00:00Z') + n * 86_400_000), leads })),
  offers: [
    { name: 'contoso.router', now: 171, before: 140 },
    { name: 'contoso.desk', now: 74, before: 61 },
    { name: 'contoso.printer', now: 3, before: 23 },
  ],
  sources: [
    { name: 'marketplace', now: 203, before: 180 },
    { name: 'web', now: 45, before: 44 },
  ],
  actions: [
    { name: 'Contact me', now: 130, before: 121 },
    { name: 'Install', now: 95, before: 88 },
    { name: 'Test drive', now: 23, before: 15 },
  ],
  countries: [
    { name: 'United States', now: 96, before: 90 },
    { name: 'Germany', now: 61, before: 49 },
    { name: '', now: 12, before: 14 },
  ],
  destinations: [
    {
      destination: 'crm-eu',
      now: 118,
      before: 101,
      open: 2,
      median: 900,
      p95: 41_000,
      proofs: { created: 111, updated: 7 },
    },
    {
      destination: 'crm-us',
      now: 126,
      before: 120,
      open: 1,
      median: 700,
      p95: 5_200,
      proofs: { created: 125, 'look-up': 1 },
    },
    { destination: 'partner', now: 74, before: 61, open: 0, median: 300, p95: 800, proofs: { accepted: 74 } },
  ],
  found: [
    { destination: 'crm-eu', present: 117, missing: 1, unchecked: 0 },
    { destination: 'crm-us', present: 126, missing: 0, unchecked: 0 },
  ],
  times: { median: 700, p95: 21_000, before: { median: 800, p95: 6_000 } },
  fewer: [{ of: 'offer', name: 'contoso.printer', now: 3, usual: 21 }],
}

const none = { waiting: 0, failed: 0, cancelled: 0, missing: 0, unchecked: 0 }

const proved: DayProved = {
  day: { day: '2026-11-28', zone, leads: { routed: 43, unrouted: 1 }, odd: [], closed: true },
  rows: [
    { ...none, destination: 'crm-eu', accepted: 40, delivered: 40, present: 39, missing: 1 },
    { ...none, destination: 'crm-us', accepted: 12, delivered: 11, present: 11, failed: 1 },
    { ...none, destination: 'partner', accepted: 9, delivered: 9, present: 0, unchecked: 9 },
  ],
  missing: new Map([
    [
      'crm-eu',
      [
        {
          lead: '01997b2e-0000-7000-8000-000000000007',
          offer: 'contoso.router',
          deliveredAt: new Date('2026-11-28T10:12:00Z'),
        },
      ],
    ],
  ]),
}

/** Name of the picture → HTML part of the mail. */
export const mails: Readonly<Record<string, string>> = {
  'alert-opened': compose(alerts.opened, now, options).html ?? '',
  'alert-closed': compose(alerts.closed, now, options).html ?? '',
  'alerts-together': compose(alerts.together, now, options).html ?? '',
  contact: contactMail([entries[0]!], { digest: false, zone }, `${console}/leads`).html ?? '',
  digest: contactMail(entries, { from: '2026-11-29T08:00:00Z', digest: true, zone }, `${console}/leads`).html ?? '',
  report: reportMail(reportFigures, console).html,
  proof: proofMessage(proved, console).html ?? '',
}
