import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { channels } from '../../../channels/index.ts'
import { readConfig } from '../../../src/config/config.ts'
import { type Hub, startHub } from '../../../src/hub/hub.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { openLog } from '../../../src/log.ts'
import { run } from '../../cli/run.ts'
import { type SmtpFarEnd, startSmtp } from '../../far-ends/smtp.ts'
import { freshDatabase } from '../../setup/database.ts'
import { eventually } from '../../setup/eventually.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const tokens = { viewer: 'a-token-that-may-read', operator: 'a-token-that-may-act' }

const fileOf = (smtp: SmtpFarEnd, more: object) => ({
  listen: { port: 0, publicUrl: 'https://hub.contoso.com' },
  api: {
    tokens: [
      { name: 'anna', role: 'viewer', token: '${env:VIEWER}' },
      { name: 'ben', role: 'operator', token: '${env:OPERATOR}' },
    ],
  },
  sources: { web: { type: 'marketplace', key: '${env:KEY}' } },
  destinations: {},
  channels: {
    mail: {
      ...{ type: 'smtp', host: '127.0.0.1', port: smtp.port, tls: 'none', from: 'hub@contoso.com' },
      ...{ to: 'ops@contoso.com', sending: { allowNetworks: ['127.0.0.0/8'] } },
    },
  },
  ...more,
})

async function start(databaseUrl: string, file: object): Promise<Hub> {
  const env = { KEY: 'a-key-of-the-source', VIEWER: tokens.viewer, OPERATOR: tokens.operator }
  const hub = await startHub({
    config: readConfig(JSON.stringify(file), { connectors: [], channels, env }),
    ...{ role: 'all', databaseUrl, redisUrl: undefined, stopWithin: 1_000 },
    log: openLog('debug', () => (text) => text, { write: () => undefined }),
  })
  let closed: Promise<void> | undefined
  closing.push(() => (closed ??= hub.close()))
  return hub
}

async function send(hub: Hub): Promise<void> {
  const reply = await fetch(`${hub.url}/ingest/web?key=a-key-of-the-source`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ OfferTitle: 'Router <Pro>', LeadSource: 'AzureMarketplace-INS|contoso.router' },
      UserDetails: { FirstName: 'Jeanne', LastName: 'Moreau', Email: 'jeanne@fabrikam.com', Country: 'FR' },
    }),
  })
  expect(reply.status).toBe(202)
}

async function open() {
  const [database, smtp] = await Promise.all([freshDatabase(), startSmtp()])
  closing.push(
    () => database.drop(),
    () => smtp.close(),
  )
  return { database, smtp }
}

it('a report that fell due while the hub was stopped is one mail after its start', async () => {
  const { database, smtp } = await open()
  const file = fileOf(smtp, { report: { to: 'sales@contoso.com; boss@contoso.com' } })
  const before = await start(database.url, file)
  await send(before)
  const ledger = await openLedger(database.url, () => undefined, 2)
  closing.push(() => ledger.close())
  const counted = () => sql<{ whole: boolean }>`select whole from counted`.execute(ledger.db)
  await eventually(async () => expect((await counted()).rows[0]?.whole).toBe(true))
  await before.close()
  await sql`update reports set next_due = now() - interval '1 day'`.execute(ledger.db)
  await start(database.url, file)
  await eventually(() => expect(smtp.mails).toHaveLength(1))
  const [mail] = smtp.mails
  expect([...mail!.to].toSorted()).toEqual(['boss@contoso.com', 'sales@contoso.com'])
  expect(mail!.header('Subject')).toMatch(/^Weekly report: /)
  expect(mail!.header('List-Id')).toBe('<report.leadyard.contoso.com>')
  expect(mail!.header('Auto-Submitted')).toBe('auto-generated')
  expect(mail!.html).toContain('https://hub.contoso.com')
  expect(mail!.raw).not.toMatch(/jeanne|moreau|fabrikam/i)
})

it('the API and the command line show the report as it is now, and send it', async () => {
  const { database, smtp } = await open()
  const hub = await start(database.url, fileOf(smtp, { report: {} }))
  await send(hub)
  const ask = (accept: string, token: string = tokens.viewer) =>
    fetch(`${hub.url}/api/report`, { headers: { authorization: `Bearer ${token}`, accept } })
  const reply = await ask('application/json')
  expect(await reply.json()).toMatchObject({ configured: true, unit: 'week', every: 1, estimated: null })

  const page = await ask('text/html,application/xhtml+xml')
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await page.text()).toMatch(/^<!doctype html>[\s\S]*Weekly report/)
  expect((await ask('text/html', 'nobody')).status).toBe(401)

  const env = { LEADYARD_URL: hub.url, LEADYARD_TOKEN: tokens.operator }
  const shown = await run(['report'], env)
  expect([shown.code, shown.out]).toEqual([0, expect.stringMatching(/^Weekly report: /)])
  expect(shown.out).toContain('nor is the hour that has not ended')
  expect(smtp.mails).toHaveLength(0)
  const sent = await run(['report', '--send'], env)
  expect([sent.code, sent.out]).toEqual([0, expect.stringContaining('on its way by mail')])
  await eventually(() => expect(smtp.mails).toHaveLength(1))
  expect([...smtp.mails[0]!.to]).toEqual(['ops@contoso.com'])
})

it('without report: in the configuration it is shown, and not sent', async () => {
  const { database, smtp } = await open()
  const hub = await start(database.url, fileOf(smtp, {}))
  const env = { LEADYARD_URL: hub.url, LEADYARD_TOKEN: tokens.operator }
  expect((await run(['report', '--json'], env)).json()).toMatchObject({ configured: false })
  const refused = await run(['report', '--send'], env)
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('Enter report: in config.yaml')])
})
