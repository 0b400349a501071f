import { v7 } from 'uuid'
import type { AlertNews, Message } from '../../src/channel.ts'

export function newsOf(overrides: Partial<AlertNews> = {}): AlertNews {
  return {
    type: 'alert.opened',
    key: 'held:crm-eu',
    kind: 'held',
    severity: 'critical',
    subject: 'crm-eu',
    since: new Date('2026-11-29T09:42:00Z'),
    headline: 'Held: crm-eu. 12 leads wait',
    text: 'crm-eu (Dynamics 365) refuses every lead since 29 Nov 10:42 (+01:00).\n1. Azure portal > New client secret',
    detail: { code: 'AADSTS7000222', waiting: 12 },
    link: 'https://hub.example/destinations/crm-eu',
    ...overrides,
  }
}

/** A message about one alert that opened, unless the overrides say otherwise. */
export function messageOf(overrides: Partial<Message> = {}): Message {
  const news = newsOf()
  return {
    id: v7(),
    kind: 'alert',
    at: new Date('2026-11-29T09:43:00Z'),
    subject: news.headline,
    text: news.text,
    important: true,
    link: news.link,
    alerts: [news],
    signal: AbortSignal.timeout(20_000),
    ...overrides,
  }
}

/** A message without alerts. */
export function plainOf(overrides: Partial<Message> = {}): Message {
  const words = { subject: '4 new leads since 29 Nov 09:00', text: 'contoso.router: 3\ncontoso.desk: 1' }
  return messageOf({ kind: 'digest', alerts: [], important: false, ...words, ...overrides })
}

/** Many alerts of long texts: more than any channel takes in one message. */
export function hugeOf(): Message {
  const alerts = Array.from({ length: 400 }, (_, n) =>
    newsOf({
      key: `held:crm-${n}`,
      subject: `crm-${n}`,
      headline: `Held: crm-${n}. ${'12 leads wait '.repeat(100)}`,
      text: `It says: “${'<&> *bold* '.repeat(2_000)}”`,
      detail: { code: 'X'.repeat(2_000), note: '\u0007'.repeat(20_000), long: 'y'.repeat(600_000 / 400) },
    }),
  )
  const words = { subject: 'Held: '.repeat(2_000), text: 'long line & <more>\n'.repeat(20_000) }
  return messageOf({ ...words, html: `<p>${'x'.repeat(300_000)}</p>`, alerts })
}

export const hostileTexts: Readonly<Record<string, string>> = {
  markup: '<script>alert(1)</script> <!channel> </td> & "quotes" \'apostrophes\'',
  'line breaks and headers': 'a\r\nBcc: everyone@tailspin.example\r\n\r\nbody\u2028X: y\u0000\u0007',
  'lone surrogates': `half \ud83d and half \ude00 ${'👍'.repeat(2_000)}`,
  Markdown: '*bold* _under_ [link](https://evil.example) `code` ~struck~ \\ # title\n- item',
  'other scripts': 'שלום مرحبا 你好 \u202egnissim',
  nothing: '',
}
