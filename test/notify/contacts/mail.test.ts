import { afterEach, expect, it } from 'vitest'
import { channels } from '../../../channels/index.ts'
import { readConfig } from '../../../src/config/config.ts'
import { startHub } from '../../../src/hub/hub.ts'
import { openLog } from '../../../src/log.ts'
import { startSmtp } from '../../far-ends/smtp.ts'
import { freshDatabase } from '../../setup/database.ts'
import { eventually } from '../../setup/eventually.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(contacts: object) {
  const [database, smtp] = await Promise.all([freshDatabase(), startSmtp()])
  closing.push(
    () => database.drop(),
    () => smtp.close(),
  )
  const lines: string[] = []
  const hub = await startHub({
    config: readConfig(
      JSON.stringify({
        listen: { port: 0, publicUrl: 'https://hub.contoso.com' },
        sources: { web: { type: 'marketplace', key: '${env:KEY}' } },
        destinations: {},
        channels: {
          mail: {
            ...{
              type: 'smtp',
              host: '127.0.0.1',
              port: smtp.port,
              tls: 'none',
              from: 'hub@contoso.com',
              to: 'ops@contoso.com',
            },
            sending: { allowNetworks: ['127.0.0.0/8'], retry: { first: '50ms', most: '200ms' } },
          },
        },
        contacts,
      }),
      { connectors: [], channels, env: { KEY: 'a-key-of-the-source' } },
    ),
    role: 'all',
    databaseUrl: database.url,
    redisUrl: undefined,
    log: openLog('debug', () => (text) => text, { write: (line: string) => void lines.push(line) }),
    stopWithin: 1_000,
  })
  closing.push(() => hub.close())
  const send = (more: object = {}) =>
    fetch(`${hub.url}/ingest/web?key=a-key-of-the-source`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ OfferTitle: 'Router Pro', LeadSource: 'AzureMarketplace-INS|contoso.router' },
        UserDetails: { FirstName: 'Jeanne', LastName: 'Moreau', Email: `jeanne${Math.random()}@fabrikam.com` },
        ...more,
      }),
    })
  return { smtp, send, lines }
}

it('a new lead is announced to its contacts at once, without the person', async () => {
  const { smtp, send, lines } = await start({
    sales: { offers: ['contoso.router'], to: 'a@contoso.com; b@contoso.com' },
  })
  await send()
  await eventually(() => expect(smtp.mails).toHaveLength(1))
  const [mail] = smtp.mails
  expect([...mail!.to].toSorted()).toEqual(['a@contoso.com', 'b@contoso.com'])
  expect(mail!.header('Subject')).toMatch(/^New lead: Router Pro/)
  expect(mail!.text).toContain('https://hub.contoso.com/leads/')
  expect(mail!.html).toContain('https://hub.contoso.com/leads/')
  // The headline and the address stand there once.
  expect(mail!.text.match(/Router Pro/g)).toHaveLength(1)
  expect(mail!.text.match(/https:\/\/hub\.contoso\.com/g)).toHaveLength(1)
  expect(mail!.html!.match(/href=/g)).toHaveLength(1)
  expect(mail!.header('Auto-Submitted')).toBe('auto-generated')
  expect(mail!.raw + lines.join()).not.toMatch(/jeanne|moreau|fabrikam/i)
})

it('a lead that must not be contacted is marked, and a test lead is left out', async () => {
  const { smtp, send } = await start({ sales: { to: 'a@contoso.com' } })
  await send({ UserDetails: { FirstName: 'MSFT_TEST_636573304831318844', Email: 'test@contoso.com' } })
  await send({ LeadSource: 'AzureMarketplace-DNC|contoso.router' })
  await eventually(() => expect(smtp.mails).toHaveLength(1))
  expect(smtp.mails[0]!.text).toContain('Do not contact: for information only.')
})

it('while the mail server refuses, a message waits and is sent once later', async () => {
  const { smtp, send } = await start({ sales: { to: 'a@contoso.com' } })
  smtp.answer('mail', '451 4.3.0 Try again later')
  await send()
  await eventually(() => expect(smtp.connections()).toBeGreaterThan(1))
  expect(smtp.mails).toHaveLength(0)
  smtp.calm()
  await eventually(() => expect(smtp.mails).toHaveLength(1))
})
