import { describe, expect, test } from 'vitest'
import { render } from '../../../src/notify/messages/templates.ts'
import { wordings } from '../../../src/notify/messages/wording.ts'
import { proofMessage } from '../../../src/notify/proof/message.ts'

const row = { accepted: 0, delivered: 0, waiting: 0, failed: 0, cancelled: 0, present: 0, missing: 0, unchecked: 0 }
const day = { day: '2027-03-28', zone: 'Europe/Berlin', leads: { routed: 3, unrouted: 1 }, odd: [], closed: true }

describe('the message about a day', () => {
  const console = 'https://hub.example'
  const lead = '01890000-0000-7000-8000-000000000001'
  const nothing = new Map<string, never>()

  test('says in its subject that everything is accounted for, and has the figures of each destination', () => {
    const rows = [
      { ...row, destination: 'crm', accepted: 2, delivered: 2, present: 2 },
      { ...row, destination: 'crm', accepted: 1, delivered: 1, unchecked: 1 },
    ]
    const { subject, text, html, link } = proofMessage({ day, rows, missing: nothing }, undefined)
    expect(subject).toBe('Proof of 28 Mar: 4 leads, everything is accounted for')
    expect(text).toContain('4 leads came on 2027-03-28 (Europe/Berlin): 3 routed, 1 unrouted.')
    expect(text).toMatch(/Destination +Accepted +Delivered +There +Unchecked\ncrm +3 +3 +2 +1\n/)
    expect(html).toContain('Proof of 28 Mar')
    expect(link).toBeUndefined()
    expect(html).not.toContain('href')
  })

  test('says what does not add up, lead by lead with links, and what to do', () => {
    const rows = [
      { ...row, destination: 'crm', accepted: 60, delivered: 58, present: 5, missing: 53, failed: 1, cancelled: 1 },
      { ...row, destination: 'table', accepted: 3, delivered: 3, present: 3 },
    ]
    const records = Array.from({ length: 50 }, (_, n) => ({
      ...{ lead: `01890000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`, offer: 'contoso.router' },
      deliveredAt: new Date('2027-03-28T08:00:00Z'),
    }))
    const odd = [{ lead, why: 'not-routed' as const }]
    const missing = new Map([['crm', records]])
    const { subject, text, html = '', link } = proofMessage({ day: { ...day, odd }, rows, missing }, console)
    expect(subject).toBe('Does not add up: 28 Mar, crm, leads without an account')
    expect(text).toContain('60 accepted, 58 with receipts, 5 found. Deleted or merged there?')
    expect(text).toContain(`${console}/leads/${records[7]?.lead}  contoso.router  28 Mar 10:00 (+02:00)`)
    expect(text).toContain('and 3 more')
    expect(text).toContain('1. leadyard prove --show --day 2027-03-28 --destination crm')
    expect(text).toContain(`${console}/leads/${lead}  It was received, and is not routed yet.`)
    expect(html).toContain(`<a href="${console}/leads/${records[49]?.lead}"`)
    expect(html.match(/<a /g)).toHaveLength(52)
    expect(link).toBe(`${console}/proof/2027-03-28/crm`)
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
  })

  test('tells what failed or is under way', () => {
    const rows = [{ ...row, destination: 'crm', accepted: 4, delivered: 2, present: 2, waiting: 1, failed: 1 }]
    expect(proofMessage({ day, rows, missing: nothing }, undefined).subject).toBe(
      'Proof of 28 Mar: 4 leads, 1 failed, 1 under way',
    )
  })

  test('shows no address that is no link', () => {
    const rows = [{ ...row, destination: 'crm', accepted: 1, delivered: 1, missing: 1 }]
    const missing = new Map([['crm', [{ lead, offer: '<b>', deliveredAt: null }]]])
    const { html = '' } = proofMessage({ day, rows, missing }, 'javascript:alert(1)//')
    expect(html).not.toContain('javascript:')
    expect(html).toContain('&lt;b&gt;')
  })
})

describe('the words of the alert', () => {
  const { opened, text, steps } = wordings.reconciliation
  const said = (template: string, detail: object) =>
    render(template, { subject: 'crm-eu', day: '2027-03-28', ...detail })

  test('name the destination and the number', () => {
    expect(said(opened, { missing: 2, odd: 0 })).toBe('Missing at crm-eu: 2 delivered leads')
    expect(said(text, { missing: 1, odd: 0 })).toContain(
      '1 lead was delivered to crm-eu with a receipt, and its record is not there any more; the first is of 2027-03-28.',
    )
    expect(said(steps, { missing: 1, odd: 0 })).toContain('leadyard prove --show --day 2027-03-28 --destination crm-eu')
  })

  test('or leads that cannot be accounted for', () => {
    expect(said(opened, { missing: 0, odd: 1 })).toBe('Not accounted for: 1 lead')
    expect(said(steps, { missing: 0, odd: 1 })).toBe('leadyard prove --show --day 2027-03-28')
  })
})
