import { describe, expect, test } from 'vitest'
import { smtp } from '../../../channels/smtp/index.ts'
import { startSmtp } from '../../far-ends/smtp.ts'
import { messageOf, plainOf } from '../message.ts'
import { failureOf, faultsOf, opened, started } from '../opened.ts'

async function bench(over: object = {}) {
  const server = await started(startSmtp())
  return { server, ...opened(smtp, { ...server.settings, ...over }) }
}

describe('a mail', () => {
  test('has the headers by which servers, filters and people know it', async () => {
    const { server, channel } = await bench()
    const message = messageOf()
    const receipt = await channel.tell(message)
    const header = server.mails[0]?.header ?? expect.fail('no mail')
    expect(receipt).toMatchObject({ outcome: 'accepted', reference: `<${message.id}@yard.example>`, status: 250 })
    expect(header('Message-ID')).toBe(`<${message.id}@yard.example>`)
    expect(header('Date')).toBe('Sun, 29 Nov 2026 09:43:00 +0000')
    expect(header('Subject')).toBe('Held: crm-eu. 12 leads wait')
    expect(header('Auto-Submitted')).toBe('auto-generated')
    expect(header('X-Auto-Response-Suppress')).toBe('All')
    expect(header('List-Id')).toBe('<alert.leadyard.yard.example>')
    expect(header('Importance')).toBe('high')
    expect([header('In-Reply-To'), header('References'), header('List-Unsubscribe')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('that is not important says nothing of it', async () => {
    const { server, channel } = await bench()
    await channel.tell(messageOf({ important: false }))
    expect(server.mails[0]?.header('Importance')).toBeUndefined()
  })

  test('follows the mail that opened the alert', async () => {
    const { server, channel } = await bench()
    const opening = messageOf()
    await channel.tell(opening)
    await channel.tell(messageOf({ subject: 'Open again: crm-eu', inReplyTo: opening.id }))
    const first = server.mails[0]?.header('Message-ID')
    expect(server.mails[1]?.header('In-Reply-To')).toBe(first)
    expect(server.mails[1]?.header('References')).toBe(first)
  })

  test('is byte for byte the same on every attempt', async () => {
    const { server, channel } = await bench()
    const message = messageOf({ html: '<p>Held</p>' })
    await channel.tell(message)
    await channel.tell(message)
    expect(server.mails[1]?.raw).toBe(server.mails[0]?.raw)
  })

  test('has the plain text first and the HTML beside it, unless the settings switch HTML off', async () => {
    const message = messageOf({ html: '<p>Held: <b>crm-eu</b></p>' })
    const withHtml = await bench()
    await withHtml.channel.tell(message)
    const [mail] = withHtml.server.mails
    expect(mail?.header('Content-Type')).toMatch(/^multipart\/alternative/)
    expect(mail?.raw.indexOf('text/plain')).toBeLessThan(mail?.raw.indexOf('text/html') ?? 0)
    expect([mail?.text, mail?.html]).toEqual([message.text, message.html])
    const without = await bench({ html: false })
    await without.channel.tell(message)
    expect(without.server.mails[0]?.header('Content-Type')).toMatch(/^text\/plain/)
  })

  test('goes to the recipients of the settings, or to its own', async () => {
    const { server, channel } = await bench({ to: 'ops@tailspin.example; desk@tailspin.example' })
    await channel.tell(messageOf())
    await channel.tell(plainOf({ kind: 'contact', to: ['ann@tailspin.example', 'bob@tailspin.example'] }))
    expect(server.mails.map(({ to }) => to)).toEqual([
      ['ops@tailspin.example', 'desk@tailspin.example'],
      ['ann@tailspin.example', 'bob@tailspin.example'],
    ])
  })

  test('names refused recipients in the receipt, and only their number in the log', async () => {
    const { server, channel, tools } = await bench()
    server.refuse('desk@tailspin.example', '550 5.1.1 User unknown')
    const { notes } = await channel.tell(messageOf())
    expect(notes).toContain('1 of 2 recipients refused: desk@tailspin.example (550)')
    expect(tools.logged).toEqual(['warn recipients refused {"channel":"ops","refused":1}'])
  })

  test('without an HTML part where that part is too large for Gmail', async () => {
    const { server, channel } = await bench()
    const { notes } = await channel.tell(messageOf({ html: 'x'.repeat(102_001) }))
    expect(notes).toContain('the HTML part was left out: it has 102001 bytes')
    expect(server.mails[0]?.html).toBe('')
  })
})

describe('List-Unsubscribe', () => {
  const unsubscribe = 'https://contoso.com/leave?m={id}'

  test('stands on mails to contacts alone, and only where the settings ask for it', async () => {
    const { server, channel } = await bench({ unsubscribe })
    const contact = plainOf({ kind: 'contact' })
    await channel.tell(contact)
    await channel.tell(messageOf())
    await channel.tell(plainOf({ kind: 'digest' }))
    const headers = server.mails.map(({ header }) => [header('List-Unsubscribe'), header('List-Unsubscribe-Post')])
    expect(headers).toEqual([
      [`<https://contoso.com/leave?m=${contact.id}>`, 'List-Unsubscribe=One-Click'],
      [undefined, undefined],
      [undefined, undefined],
    ])
  })

  test('by mail has no POST', async () => {
    const { server, channel } = await bench({ unsubscribe: 'mailto:leave@contoso.com' })
    await channel.tell(plainOf({ kind: 'contact' }))
    expect(server.mails[0]?.header('List-Unsubscribe')).toBe('<mailto:leave@contoso.com>')
    expect(server.mails[0]?.header('List-Unsubscribe-Post')).toBeUndefined()
  })
})

test('a refusal is told in the words of the channel, with the problem’s remedy', async () => {
  const { server, channel } = await bench()
  server.answer('mail', '550 5.7.60 SMTP; Client does not have permissions to send as this sender')
  const { class: kind, detail } = await failureOf(channel.tell(messageOf()))
  expect([kind, detail.code]).toEqual(['configuration', '5.7.60'])
  const remedies = smtp.problems.flatMap(({ remedy }) => remedy).join('\n')
  expect(remedies).toContain('Test the channel (leadyard channels test); its messages then flow in order.')
  expect(remedies).not.toMatch(/[Cc]heck the destination|\{(type|thing|waiting)\}/)
})

test('settings that do not fit together are refused', () => {
  const right = { to: 'a@contoso.com', from: 'b@contoso.com', host: 'mail.contoso.com' }
  expect(faultsOf(smtp, right)).toEqual([])
  expect(faultsOf(smtp, { ...right, username: 'b' })).toEqual(['password: is needed next to username'])
  expect(faultsOf(smtp, { ...right, unsubscribe: 'http://contoso.com/leave' })).toEqual([
    'unsubscribe: must start with https:// or mailto:',
  ])
  expect(faultsOf(smtp, { ...right, to: 'a@contoso.com; nobody' })).toEqual(['to.1: must be an e-mail address'])
})
