import { expect, it, test } from 'vitest'
import { channels } from '../../channels/index.ts'
import { connectors } from '../../connectors/index.ts'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/problems.ts'

const env = {
  KEY: 'a-key-of-the-source-0123',
  URL: 'https://crm.example',
  HOOK: 'https://hooks.example/a-secret-path',
  FTP: 'ftp://secret.example',
}
const file = () => ({
  sources: { web: { type: 'marketplace', key: '${env:KEY}' } },
  destinations: { crm: { type: 'https', url: '${env:URL}' } },
  channels: {
    mail: { type: 'smtp', host: 'mail.example', from: 'a@b.example', to: 'a@b.example' },
    hook: { type: 'webhook', url: '${env:HOOK}' },
  },
})

/** The words of all problems of a file with this value at this path. */
function wordsOf(path: string, value: unknown): string {
  const whole: Record<string, unknown> = file()
  const keys = path.split('.')
  let at = whole
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>
  at[keys.at(-1)!] = value
  try {
    readConfig(JSON.stringify(whole), { connectors, channels, env })
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'accepted'
}

const duration = 'must be a duration such as 30s, 5m, 2h or 3d'
const block = 'must be a block of settings'

test.each<[string, unknown, string]>([
  ['alerts.to', 'mail', 'alerts.to: must be a list; it is “mail” (write it as a list: [mail])'],
  ['alerts.to', ['mial'], 'alerts.to.0: no channel is named mial (did you mean mail?)'],
  ['alerts.to', { mail: 1 }, 'alerts.to: must be a list; it is a block'],
  ['alerts.zone', 'Berlin', 'alerts.zone: must be a time zone such as Europe/Berlin; it is “Berlin”'],
  ['alerts.settle', 5, `alerts.settle: ${duration}; it is 5`],
  ['alerts.settle', '-5m', `alerts.settle: ${duration}; it is “-5m”`],
  ['alerts.remindAfter', [4], `alerts.remindAfter.0: ${duration}; it is 4`],
  ['alerts.escalate', {}, 'alerts.escalate.to: is required (Channels that are told then)'],
  ['alerts.escalate', { to: [] }, 'alerts.escalate.to: needs at least one entry'],
  ['alerts.escalate', true, `alerts.escalate: ${block}; it is true (known: after, to)`],
  [
    'alerts.quietHours',
    '20:00-07:00',
    `alerts.quietHours: ${block}; it is “20:00-07:00” (known: windows, zone, critical)`,
  ],
  [
    'alerts.quietHours',
    { windows: [{ from: '8pm', until: '09:00' }] },
    'alerts.quietHours.windows.0.from: must be a time such as 07:30; it is “8pm”',
  ],
  [
    'alerts.quietHours',
    { windows: [{ on: ['Monday'], from: '08:00', until: '09:00' }] },
    'alerts.quietHours.windows.0.on.0: must be Mo, Tu, We, Th, Fr, Sa or Su; it is “Monday”',
  ],
  ['alerts.late', { offers: ['a'] }, 'alerts.late.offers: must be a block of entries; it is a list'],
  ['alerts.late', { offers: { '': '1h' } }, 'alerts.late.offers: has an entry without a name'],
  ['alerts.kinds', { hold: {} }, 'alerts.kinds.hold: unknown key (did you mean held?)'],
  [
    'alerts.kinds',
    { held: { severity: 'crit' } },
    'alerts.kinds.held.severity: must be critical, warning or info; it is “crit”',
  ],
  ['alerts.kinds', { held: { off: 'yes' } }, 'alerts.kinds.held.off: must be true or false; it is “yes”'],
  ['alerts.allowNetworks', ['10.0.0'], 'alerts.allowNetworks.0: must be a network such as 10.1.0.0/16; it is “10.0.0”'],
  ['silence', 'off', /^silence: must be a block of settings; it is “off” \(known: falseAlarms, /.source],
  ['silence.falseAlarms', -1, 'silence.falseAlarms: must be at least 0.1; it is -1'],
  ['silence.falseAlarms', 100, 'silence.falseAlarms: must be at most 52; it is 100'],
  ['silence.falseAlarms', 'one', 'silence.falseAlarms: must be a number; it is “one”'],
  ['silence.quietDays', ['02-30'], 'silence.quietDays.0: has a day that does not exist; it is “02-30”'],
  ['silence.sources', { web: 'on' }, 'silence.sources.web: must be off or a block of settings; it is “on”'],
  ['silence.sources', { web: false }, 'silence.sources.web: must be off or a block of settings; it is false'],
  ['silence.sources', { wbe: 'off' }, 'silence.sources.wbe: no source is named wbe (did you mean web?)'],
  ['silence.sources', { web: {} }, 'silence.sources.web.expect: is required (`at least 1 per 8h`)'],
  [
    'silence.sources',
    { web: { expect: '1 a day' } },
    'silence.sources.web.expect: must be such as: at least 1 per 8h; it is “1 a day”',
  ],
  [
    'silence.canary',
    { web: { url: 'leads.example' } },
    'silence.canary.web.url: must start with http:// or https://; it is “leads.example”',
  ],
  ['silence.canary', { web: true }, `silence.canary.web: ${block}; it is true (known: at, zone, url, allowNetworks)`],
  ['proof', '02:00', `proof: ${block}; it is “02:00” (known: zone, at, off, to)`],
  ['proof.at', 2, 'proof.at: must be a time such as 02:00; it is 2'],
  ['proof.off', ['crn'], 'proof.off.0: no destination is named crn (did you mean crm?)'],
  ['proof.too', ['mail'], 'proof.too: unknown key (did you mean to?)'],
  ['contacts.sales', { to: 'nope' }, 'contacts.sales.to.0: must be an e-mail address; it is “nope”'],
  [
    'contacts.sales',
    {},
    'contacts.sales.to: is required (The addresses, separated by semicolons as in Partner Center, or as a list)',
  ],
  [
    'contacts.sales',
    { to: 5 },
    'contacts.sales.to: must be e-mail addresses, separated by semicolons or as a list; it is 5',
  ],
  [
    'contacts.sales',
    { to: 'a@b.example', every: 'daily' },
    'contacts.sales.every: must be `immediately`, or a period of at least 5m such as 15m, 1h, 1 day, 1 week or 1 month; it is “daily”',
  ],
  [
    'contacts.sales',
    { to: 'a@b.example', channel: 'hook' },
    'contacts.sales.channel: no channel of type smtp is named hook (known: mail)',
  ],
  [
    'routes',
    [{ name: 'a', to: ['crm'], contacts: 5 }],
    'routes.0.contacts: must be a text, a list or a block of settings; it is 5',
  ],
  [
    'routes',
    [{ name: 'a', to: ['crm'], contacts: 'nope' }],
    'routes.0.contacts.0: must be an e-mail address; it is “nope”',
  ],
  ['report', null, `report: ${block}; it is empty (known: to, channel, every, at, on, zone)`],
  ['report', { on: 'Mo' }, 'report.on: must be a list; it is “Mo” (write it as a list: [Mo])'],
  ['report', { every: '1 day' }, 'report.every: must be 1 to 4 weeks, or 1 month; it is “1 day”'],
  ['channels', ['mail'], 'channels: must be a block of entries; it is a list'],
  ['channels.x', {}, 'channels.x.type: is required (known: pagerduty, slack, smtp, teams, webhook)'],
  ['channels.x', { type: 'smpt' }, 'channels.x.type: no such channel; it is “smpt” (did you mean smtp?)'],
  ['channels.x', 'smtp', `channels.x: ${block}; it is “smtp” (known: type, alerts, sending)`],
  ['channels.mail.tls', 'ssl', 'channels.mail.tls: must be implicit, starttls or none; it is “ssl”'],
  ['channels.mail.port', 70000, 'channels.mail.port: must be at most 65535; it is 70000'],
  [
    'channels.mail.alerts',
    { kinds: ['hold'] },
    'channels.mail.alerts.kinds.0: is none of the known words; it is “hold” (did you mean held?)',
  ],
  [
    'channels.mail.alerts',
    { quietHours: 'off' },
    'channels.mail.alerts.quietHours: must be a block of settings or none; it is “off”',
  ],
  ['channels.mail.sending', { deadline: '1h' }, /deadline: must be longer than 0 and at most 10m; it is “1h”$/.source],
  // Of a secret, nothing but its type is shown.
  ['channels.hook.secret', 12345678, 'channels.hook.secret: must be a text or a list; it is a number'],
  ['channels.hook.url', '${env:FTP}', 'channels.hook.url: must be a URL that starts with https://'],
  ['alerts.heartbeat', '${env:FTP}', 'alerts.heartbeat: must start with http:// or https://'],
])('%s = %j', (path, value, expected) => {
  const words = wordsOf(path, value)
  if (expected.startsWith('^') || expected.endsWith('$')) expect(words).toMatch(new RegExp(expected))
  else expect(words).toBe(expected)
  expect(words).not.toMatch(/Invalid|Too (small|big)|expected|received|secret\.example|12345678/)
})

it('a wrong reference is told also if another value of its part is wrong', () => {
  expect(wordsOf('alerts.escalate', { to: ['mial'], after: 'soon' }).split('\n')).toEqual([
    `alerts.escalate.after: ${duration}; it is “soon”`,
    'alerts.escalate.to.0: no channel is named mial (did you mean mail?)',
  ])
})
