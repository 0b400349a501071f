import { describe, expect, it, test } from 'vitest'
import { type AlertKind, alertKindNames } from '../../../src/config/alert-kinds.ts'
import type { AlertRow } from '../../../src/ledger/notify/alerts.ts'
import type { News } from '../../../src/notify/alerts/news.ts'
import { compose } from '../../../src/notify/messages/compose.ts'
import { describeDuration, describeTime } from '../../../src/notify/messages/times.ts'

const now = new Date('2026-11-29T10:49:00Z')
const since = new Date('2026-11-29T09:42:00Z')

/** A detail for each kind, as its check gives it. */
const details: Record<AlertKind, [subject: string, detail: object]> = {
  held: [
    'crm-eu',
    {
      connector: 'dynamics',
      problem: 'known',
      code: 'AADSTS7000222',
      status: 401,
      by: '',
      waiting: 12,
      probeAt: '2026-11-29T11:12:00Z',
    },
  ],
  resting: [
    'crm-us',
    { connector: 'https', problem: '', code: 'HTTP_503', status: 503, by: '', waiting: 1, probeAt: null },
  ],
  'waiting-for-person': ['crm-us', { count: 5, rejected: 4, uncertain: 0, exhausted: 1 }],
  unrouted: ['leads', { count: 3 }],
  unreadable: ['web', { count: 1 }],
  late: [
    'contoso.router',
    { count: 7, oldest: '2026-11-29T08:39:00Z', target: 3_600_000, destinations: ['crm-us', 'crm-eu'] },
  ],
  backlog: ['crm-us', { count: 10_001 }],
  silent: ['marketplace', {}],
  'front-door': ['marketplace', {}],
  table: ['microsoft', { code: '', status: 403, succeededAt: '2026-11-29T09:00:00Z' }],
  config: [
    'config.yaml',
    { count: 2, first: ['routes.2.to: no destination is named crm-ue', 'listen.port: is wrong'] },
  ],
  secret: [
    'crm-eu.clientSecret',
    { destination: 'crm-eu', setting: 'clientSecret', at: '2026-12-06T00:00:00Z', days: 7 },
  ],
  'wrong-key': ['marketplace', { count: 4, alone: true, last: '2026-11-29T10:40:00Z', newest: null }],
  flood: ['web', { count: 240, most: 40 }],
  refused: ['crm-eu', { of: 'destination', refused: 9, all: 50, limit: 7, usual: 1, unrouted: 0, unreadable: 0 }],
  workers: ['workers', { count: 2, beatAt: '2026-11-29T09:40:00Z' }],
  ledger: ['ledger', {}],
  queue: ['queue', {}],
  disk: ['data folder', { percent: 2, gigabytes: 1.2 }],
  reconciliation: ['crm-eu', {}],
  channel: ['ops-mail', { type: 'smtp', state: 'held', code: '535', status: 535, problem: '' }],
}

function newsOf(kind: AlertKind, type: News['type'] = 'alert.opened', more: Partial<AlertRow> = {}): News {
  const [subject, detail] = details[kind]
  const alert: AlertRow = {
    ...{ id: '01900000-0000-7000-8000-000000000001', key: `${kind}:${subject}`, kind, severity: 'critical', subject },
    ...{ detail: detail as Record<string, unknown>, size: 0, since, opened_at: since, seen_at: since, due_at: since },
    ...{ ended_at: null, closed_at: null, reopened: 0, inhibited_by: null, told_at: null, escalated_at: null },
    ...{ acknowledged_by: '', acknowledged_at: null, acknowledged_until: null, note: '', finished: false },
    ...more,
  }
  return { type, alert, mark: undefined, at: since, how: 'first' }
}

const known = {
  wording: [
    'AADSTS7000215: Invalid client secret provided.',
    'AADSTS7000222: The provided client secret keys are expired.',
  ],
  cause: 'The secret has ended.',
  remedy: ['Make a new one.'],
}
const options = { zone: 'Europe/Berlin', console: 'https://hub.example', problem: () => known }

test('a held destination: what, since when, how much waits, the vendor’s sentence, what to do', () => {
  const message = compose([newsOf('held')], now, options)
  expect(message.subject).toBe('Held: crm-eu. 12 leads wait')
  expect(message.link).toBe('https://hub.example/destinations/crm-eu')
  expect(message.alerts?.[0]?.sinceText).toBe('29 Nov 10:42 (+01:00)')
  expect(message.text).toBe(`Held: crm-eu. 12 leads wait

crm-eu (dynamics) refuses every lead since 29 Nov 10:42 (+01:00). 12 leads wait. None is lost, and none has used up an attempt.
It says: “AADSTS7000222: The provided client secret keys are expired.”
Cause: The secret has ended.
The hub tries again by itself at 29 Nov 12:12 (+01:00).

1. Make a new one.
2. leadyard check crm-eu
`)
})

test.each([
  [
    'a sentence with the code',
    { code: 'AADSTS7000222' },
    'It says: “AADSTS7000222: The provided client secret keys are expired.”',
  ],
  ['a sentence with the status', { code: 'HTTP_422', status: 422 }, 'It says: “422 Unprocessable Content”'],
  ['a sentence that the answer has', { code: 'X', said: 'Invalid key' }, 'It says: “Invalid key”'],
  [
    'none: an example is no quote',
    { code: 'HTTP_418', status: 418 },
    'Its answer: HTTP_418 (status 418).\nDocumented as: “400 Bad Request”',
  ],
  ['none, of an answer without a code', { code: '', status: null }, 'Documented as: “400 Bad Request”'],
  [
    'a part of a longer code',
    { code: 'AADSTS700', status: 400 },
    'Its answer: AADSTS700 (status 400).\nDocumented as:',
  ],
])('quotes what the far end said: %s', (_, detail, words) => {
  const wording = ['400 Bad Request', '422 Unprocessable Content', 'Invalid key', ...known.wording]
  const alert = { ...newsOf('held').alert, detail: { ...details.held[1], ...detail } }
  const asked = { ...options, problem: () => ({ ...known, wording }) }
  const { text } = compose([{ ...newsOf('held'), alert }], now, asked)
  expect(text).toContain(`\n${words}`)
  if (!words.startsWith('It says')) expect(text).not.toContain('It says')
})

test.each([
  ['a check shows it', {}, {}, 'leadyard check crm-eu'],
  ['the catalogue says that only a lead shows it', {}, { onlyByLead: true as const }, 'leadyard check crm-eu --lead'],
  ['the destination cannot be checked', { byLead: true }, {}, 'leadyard check crm-eu --lead'],
  ['an operator holds it', { by: 'ada', byLead: true }, {}, 'leadyard release crm-eu'],
])('the last step of a held destination is the command that proves it: %s', (_, detail, entry, step) => {
  const alert = { ...newsOf('held').alert, detail: { ...details.held[1], ...detail } }
  const asked = { ...options, problem: () => ({ ...known, ...entry }) }
  expect(compose([{ ...newsOf('held'), alert }], now, asked).text).toMatch(new RegExp(`\\d\\. ${step}\n`))
})

test('an alert that is over and not closed yet says so', () => {
  const news = newsOf('held', 'alert.opened', { ended_at: new Date('2026-11-29T10:46:00Z') })
  expect(compose([news], now, { ...options, settle: () => 300_000 })).toMatchObject({
    subject: 'Open again: crm-eu',
    text: `Open again: crm-eu

It was so from 29 Nov 10:42 (+01:00) to 29 Nov 11:46 (+01:00). The alert closes at 29 Nov 11:51 (+01:00) if it stays over.
`,
  })
})

describe.each(alertKindNames)('%s', (kind) => {
  it.each(['alert.opened', 'alert.closed', 'alert.reminder', 'alert.acknowledged'] as const)(
    '%s has whole words',
    (type) => {
      const ended = type === 'alert.closed' ? { ended_at: now, closed_at: now } : {}
      const { subject, text, html } = compose([newsOf(kind, type, ended)], now, options)
      for (const words of [subject, text, html ?? '']) {
        expect(words).not.toMatch(/\{\{|\{%|undefined|null|NaN|Invalid/)
        expect(words.trim()).not.toBe('')
      }
      expect(subject).not.toContain('\n')
      expect(subject.length).toBeLessThan(120)
    },
  )
})

test('the HTML part escapes, is one table without images, and stays small', () => {
  const odd = newsOf('late')
  const { html = '' } = compose([{ ...odd, alert: { ...odd.alert, subject: '<b>&"x"' } }], now, options)
  expect(html).toContain('&lt;b&gt;&amp;&#34;x&#34;')
  expect(html).not.toContain('<b>')
  expect(html).not.toMatch(/<img|flex|grid|url\(|<script|<link/)
  const many = Array.from({ length: 20 }, () => newsOf('held'))
  expect(Buffer.byteLength(compose(many, now, options).html ?? '')).toBeLessThan(100_000)
})

test('a message of several alerts says how many, and is important if a critical one opened', () => {
  const several = [
    newsOf('held'),
    newsOf('late', 'alert.opened', { severity: 'warning' }),
    newsOf('disk', 'alert.closed'),
  ]
  const message = compose(several, now, options)
  expect(message.subject).toBe('Held: crm-eu. 12 leads wait (and 2 more)')
  expect(message.text).toMatch(/^2 opened \(1 held, 1 late\), 1 closed \(1 disk\)\./)
  expect(message.important).toBe(true)
})

test('times are in the operator’s zone with the offset, also across summer time', () => {
  expect(describeTime(new Date('2027-03-28T00:59:00Z'), 'Europe/Berlin')).toBe('28 Mar 01:59 (+01:00)')
  expect(describeTime(new Date('2027-03-28T01:00:00Z'), 'Europe/Berlin')).toBe('28 Mar 03:00 (+02:00)')
  expect(describeTime(new Date('2027-09-05T01:00:00Z'), 'UTC')).toBe('5 Sep 01:00 (+00:00)')
})

test.each([
  [500, '0 s'],
  [45_000, '45 s'],
  [4_020_000, '1 h 7 min'],
  [187_200_000, '2 d 4 h'],
  [3_600_000, '1 h'],
])('%d ms is %s', (ms, words) => {
  expect(describeDuration(ms)).toBe(words)
})
