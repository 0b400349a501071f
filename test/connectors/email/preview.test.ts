import { describe, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { bench } from './bench.ts'

describe('a preview', () => {
  test('shows recipients, sender, subject and text of the mail that is sent', async () => {
    const { server, destination } = await bench({}, { include: ['person.email'], html: true })
    const fields = { subject: 'Hello\r\nBcc: everyone@tailspin.example', text: 'Offer: Router' }
    const sent = deliveryOf(email, sampleLead(), { fields })
    await destination.deliver(sent)
    const [mail] = server.mails
    expect(destination.preview?.(sent)).toEqual({
      method: 'MAIL',
      to: 'sales@tailspin.example, desk@tailspin.example',
      headers: { From: mail?.header('From'), Subject: mail?.header('Subject') },
      body: mail?.text,
    })
  })

  test('of a digest shows the one with this lead alone', async () => {
    const { destination } = await bench({}, { per: 'digest', digestEvery: '1h' })
    const sent = deliveryOf(email, sampleLead(), {
      fields: { subject: 'New lead', text: 'Offer: Router' },
      firstAttemptAt: new Date('2025-11-20T14:05:00Z'),
    })
    expect(destination.preview?.(sent)).toMatchObject({
      headers: { Subject: '1 new lead, 2025-11-20 14:00 to 2025-11-20 15:00 UTC' },
      body: '1 new lead, 2025-11-20 14:00 to 2025-11-20 15:00 UTC\n\nNew lead\nOffer: Router',
      notes: ['other leads of its period stand in the same mail'],
    })
  })
})

test('a mail announces and keeps nothing: it notifies', () => {
  expect(email.notifies).toBe(true)
})

describe('the port', () => {
  const given = { to: 'desk@contoso.com', from: 'leads@contoso.com', host: 'mail.contoso.com' }

  test('may come as a text, as an environment variable is', () => {
    expect(email.settings.parse({ ...given, port: '465' }).port).toBe(465)
    expect(email.settings.parse(given).port).toBe(587)
  })

  test.for(['', 'smtp', '0', '65536', '5.5', true])('is not %j', (port) => {
    expect(email.settings.safeParse({ ...given, port }).error?.issues[0]?.path).toEqual(['port'])
  })
})
