import { describe, expect, test } from 'vitest'
import { email } from '../../../connectors/email/index.ts'
import { readConfig } from '../../../src/config/config.ts'
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

test.for(['per', 'digestEvery'])('%s is refused with what to write instead', (key) => {
  const given = { to: 'desk@contoso.com', from: 'leads@contoso.com', host: 'mail.contoso.com' }
  const file = { sources: {}, destinations: { desk: { type: 'email', ...given, [key]: '1h' } } }
  expect(() => readConfig(JSON.stringify(file), { connectors: [email], env: {} })).toThrow(
    new RegExp(`destinations\\.desk\\.${key}: ${key} is no longer a setting.*contacts:.*every: 1h`),
  )
})
