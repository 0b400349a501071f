import tls from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import type { Destination } from '../../../src/connector.ts'
import { selfSigned } from '../../far-ends/certificate.ts'
import { readToken } from '../../far-ends/entra/token.ts'
import { startEntra } from '../../far-ends/entra.ts'
import { type SmtpFarEnd, type SmtpOptions, startSmtp } from '../../far-ends/smtp.ts'
import { conformance } from '../conformance.ts'
import { again, deliveryOf, personal, sampleLead } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'

conformance(email, () => startSmtp({ login: { username: 'leads@yard.example', password: 'correct horse battery' } }))

const closing: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Bench {
  server: SmtpFarEnd
  destination: Destination
  tools: TestTools
}

async function bench(options: SmtpOptions = {}, over: Record<string, unknown> = {}): Promise<Bench> {
  const server = await startSmtp(options)
  const tools = toolsFor('mail')
  const destination = email.open(email.settings.parse({ ...server.settings, ...over }), tools)
  closing.push(
    () => server.close(),
    () => tools.http.close(),
    () => destination.close?.(),
  )
  return { server, destination, tools }
}

describe('a mail', () => {
  test('tells offer, source, action, time and lead id, and nothing of the person', async () => {
    const { server, destination } = await bench()
    const lead = sampleLead()
    await destination.deliver(deliveryOf(email, lead))
    const [mail] = server.mails
    expect(mail?.header('Subject')).toBe('New lead: Tailspin Router Pro (Installed)')
    expect(mail?.text).toBe(
      [
        'Offer: Tailspin Router Pro (tailspin.router-pro)',
        'Source: Azure Marketplace',
        'Action: Installed',
        `Received: ${lead.received}`,
        `Lead: ${lead.id}`,
      ].join('\n'),
    )
    for (const text of personal(lead)) expect(mail?.raw).not.toContain(text)
  })

  test('goes to every recipient at once, from the sender', async () => {
    const { server, destination } = await bench()
    await destination.deliver(deliveryOf(email))
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]).toMatchObject({
      from: 'leads@yard.example',
      to: ['sales@tailspin.example', 'desk@tailspin.example'],
    })
    expect(server.mails[0]?.header('From')).toBe('Leadyard <leads@yard.example>')
  })

  test('is byte for byte the same on every try, under the delivery’s own Message-ID', async () => {
    const { server, destination } = await bench({}, { html: true })
    const delivery = deliveryOf(email, sampleLead(), { firstAttemptAt: new Date('2025-11-20T14:05:00Z') })
    const receipt = await destination.deliver(delivery)
    await destination.deliver(again(delivery))
    expect(receipt).toMatchObject({ outcome: 'accepted', status: 250, reference: `<${delivery.id}@yard.example>` })
    expect(server.mails[0]?.header('Message-ID')).toBe(receipt.reference)
    expect(server.mails[0]?.header('Date')).toBe('Thu, 20 Nov 2025 14:05:00 +0000')
    expect(server.mails[1]?.raw).toBe(server.mails[0]?.raw)
  })

  test('holds what the operator names under include', async () => {
    const { server, destination } = await bench({}, { include: ['person.email', 'person.phone', 'campaign'] })
    const lead = sampleLead()
    await destination.deliver(deliveryOf(email, lead))
    expect(server.mails[0]?.text).toContain(
      `E-mail: ${lead.person.email}\nPhone: +4930987654321\nCampaign: mktcmpid=1234`,
    )
    expect(server.mails[0]?.text).not.toContain(lead.person.lastName)
  })

  test('takes a line break in a lead for a blank: no header can be smuggled in', async () => {
    const { server, destination } = await bench()
    const fields = { subject: 'Hello\r\nBcc: everyone@tailspin.example\u2028X: y', text: 'text' }
    await destination.deliver(deliveryOf(email, sampleLead(), { fields }))
    expect(server.mails[0]?.header('Subject')).toBe('Hello Bcc: everyone@tailspin.example X: y')
    expect(server.mails[0]?.header('Bcc')).toBeUndefined()
    expect(server.mails[0]?.to).toHaveLength(2)
  })

  test('shows markup of a lead as text in its HTML part', async () => {
    const { server, destination } = await bench({}, { html: true })
    const text = 'Offer: <script>alert("1")</script>\n<b>bold</b> & \'quoted\''
    await destination.deliver(deliveryOf(email, sampleLead(), { fields: { subject: 's', text } }))
    const html = server.mails[0]?.html
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
    expect(html).toContain('&lt;b&gt;bold&lt;/b&gt; &amp; &#39;quoted&#39;')
    expect(server.mails[0]?.text).toBe(text)
  })

  test('says that nobody need answer it', async () => {
    const { server, destination } = await bench()
    await destination.deliver(deliveryOf(email))
    expect(server.mails[0]?.header('Auto-Submitted')).toBe('auto-generated')
  })

  test('says of a lead that must not be contacted, or is a test, that it is one', async () => {
    const { server, destination } = await bench()
    const action = { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } as const
    await destination.deliver(deliveryOf(email, sampleLead({ action, test: true })))
    expect(server.mails[0]?.header('Subject')).toMatch(/^\[Test\] \[Do not contact\] New lead: /)
  })
})

describe('a receipt', () => {
  test('names recipients that were refused; the others are not written to again', async () => {
    const { server, destination, tools } = await bench()
    server.refuse('desk@tailspin.example', '550 5.1.1 User unknown')
    const { outcome, notes } = await destination.deliver(deliveryOf(email))
    expect(outcome).toBe('accepted')
    expect(notes).toContain('1 of 2 recipients refused: desk@tailspin.example (550)')
    expect(server.mails.map(({ to }) => to)).toEqual([['sales@tailspin.example']])
    expect(tools.logged).toEqual([expect.stringContaining('recipients refused')])
  })

  test('carries the relay’s name for the mail', async () => {
    const { destination } = await bench({ accepts: '250 2.0.0 Ok: queued as 4XQ1YzA' })
    expect((await destination.deliver(deliveryOf(email))).notes).toEqual(['queued as 4XQ1YzA'])
  })

  test('carries the Message-ID that Exchange Online puts in the place of ours', async () => {
    const id = '<AM0PR01MB1234.eurprd01.prod.outlook.com>'
    const { destination } = await bench({
      accepts: `250 2.0.0 OK ${id} [Hostname=AM0PR01MB1234.eurprd01.prod.outlook.com]`,
    })
    expect((await destination.deliver(deliveryOf(email))).reference).toBe(id)
  })
})

describe('signing in', () => {
  const login = { username: 'leads@yard.example', password: 'correct horse battery' }

  test('a check signs in and sends nothing', async () => {
    const { server, destination } = await bench({ login })
    await destination.check?.(AbortSignal.timeout(5_000))
    expect(server.signIns).toEqual([login.username])
    expect(server.mails).toEqual([])
  })

  test('a check with a wrong password fails as a delivery would, and is not tried again by itself', async () => {
    const { destination } = await bench({ login }, { password: 'wrong' })
    const failure = { class: 'configuration', detail: { code: '5.7.8', probe: false } }
    await expect(destination.check?.(AbortSignal.timeout(5_000))).rejects.toMatchObject(failure)
    await expect(destination.deliver(deliveryOf(email))).rejects.toMatchObject(failure)
  })

  test('a password is never sent to a server that asks for none', async () => {
    const { server, destination } = await bench({}, login)
    const failure = { class: 'configuration', detail: { code: 'AUTH_NOT_OFFERED' } }
    await expect(destination.deliver(deliveryOf(email))).rejects.toMatchObject(failure)
    expect(server.mails).toEqual([])
  })

  test.for(['starttls', 'implicit'] as const)('over %s, to the host by its own name', async (mode) => {
    const certificate = selfSigned('localhost')
    const usual = tls.getCACertificates('default')
    tls.setDefaultCACertificates([...usual, certificate.cert])
    try {
      const { server, destination } = await bench({ tls: mode, certificate, login })
      await destination.deliver(deliveryOf(email))
      expect(server.mails).toHaveLength(1)
    } finally {
      tls.setDefaultCACertificates(usual)
    }
  })

  describe('by a token of Microsoft Entra ID', () => {
    async function withEntra(accepted: (token: string) => boolean) {
      const entra = await startEntra()
      closing.push(() => entra.close())
      const { directoryId, applicationId, applicationKey, authority } = entra
      const over = { username: login.username, directoryId, applicationId, applicationKey, authority }
      const isOurs = (token: string) => readToken(token)?.aud === 'https://outlook.office365.com' && accepted(token)
      return { entra, ...(await bench({ login: { username: login.username, token: isOurs } }, over)) }
    }

    test('one token serves many mails', async () => {
      const { entra, server, destination } = await withEntra(() => true)
      await destination.deliver(deliveryOf(email))
      await destination.deliver(deliveryOf(email))
      expect(server.mails).toHaveLength(2)
      expect(entra.asked.map(({ scope }) => scope)).toEqual(['https://outlook.office365.com/.default'])
    })

    test('a kept token that is refused is fetched anew, once', async () => {
      const known: string[] = []
      const { entra, server, destination } = await withEntra((token) => {
        if (!known.includes(token)) known.push(token)
        return server.mails.length === 0 || token !== known[0]
      })
      await destination.deliver(deliveryOf(email))
      await destination.deliver(deliveryOf(email))
      expect(server.mails).toHaveLength(2)
      expect(entra.asked).toHaveLength(2)
    })

    test('a fresh token that is refused is a matter of configuration', async () => {
      const { entra, destination } = await withEntra(() => false)
      await expect(destination.deliver(deliveryOf(email))).rejects.toMatchObject({
        class: 'configuration',
        detail: { status: 535, probe: true },
      })
      expect(entra.asked).toHaveLength(1)
    })

    test('a check proves that the client secret is good today', async () => {
      const { entra, destination } = await withEntra(() => true)
      await destination.deliver(deliveryOf(email))
      entra.rotate({ applicationKey: 'another one altogether' })
      await destination.deliver(deliveryOf(email))
      await expect(destination.check?.(AbortSignal.timeout(5_000))).rejects.toMatchObject({ class: 'configuration' })
    })
  })

  test('the day a client secret ends is told', async () => {
    const entra = {
      directoryId: 'contoso.com',
      applicationId: 'a',
      applicationKey: 'b',
      username: 'leads@yard.example',
    }
    const { destination } = await bench({}, { ...entra, applicationKeyExpires: '2027-10-31' })
    expect(destination.expiries?.()).toEqual([{ setting: 'applicationKey', at: new Date('2027-10-31') }])
  })
})
