import { describe, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import { startSmtp } from '../../far-ends/smtp.ts'
import { conformance } from '../conformance.ts'
import { again, deliveryOf, personal, sampleLead } from '../sample.ts'
import { bench } from './bench.ts'

conformance(email, async () => {
  const login = { username: 'leads@yard.example', password: 'correct horse battery' }
  const server = await startSmtp({ login })
  return { ...server, lastBody: () => server.mails.at(-1)?.text }
})

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

  test('is byte for byte the same on every attempt, under the delivery’s own Message-ID', async () => {
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

  test('says that no answer is needed', async () => {
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
