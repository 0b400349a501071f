import { describe, expect, test } from 'vitest'
import { render } from '../../../src/notify/messages/templates.ts'
import { wordings } from '../../../src/notify/messages/wording.ts'
import { proofMessage } from '../../../src/notify/proof/message.ts'

const row = { accepted: 0, delivered: 0, waiting: 0, failed: 0, cancelled: 0, present: 0, missing: 0, unchecked: 0 }
const day = { day: '2027-03-28', zone: 'Europe/Berlin', leads: { routed: 3, unrouted: 1 }, odd: [], closed: true }

describe('the message about a day', () => {
  test('says in its subject that everything is accounted for', () => {
    const rows = [
      { ...row, destination: 'crm', accepted: 2, delivered: 2, present: 2 },
      { ...row, destination: 'crm', accepted: 1, delivered: 1, unchecked: 1 },
    ]
    expect(proofMessage({ day, rows })).toEqual({
      subject: 'Proof of 2027-03-28: 4 leads, everything is accounted for',
      text: '4 leads came on 2027-03-28 (Europe/Berlin): 3 routed, 1 unrouted.\n\ncrm: 3 of 3 delivered (2 there, 1 unchecked)\n',
      important: false,
    })
  })

  test('says what is missing, failed or under way, and how to see it', () => {
    const rows = [
      {
        ...row,
        destination: 'crm',
        accepted: 5,
        delivered: 2,
        present: 1,
        missing: 1,
        waiting: 1,
        failed: 1,
        cancelled: 1,
      },
    ]
    const odd = [{ lead: '01890000-0000-7000-8000-000000000001', why: 'not-routed' as const }]
    const { subject, text } = proofMessage({ day: { ...day, odd }, rows })
    expect(subject).toBe('Proof of 2027-03-28: 4 leads, 1 missing, 1 not accounted for, 1 failed, 1 under way')
    expect(text).toContain('crm: 2 of 5 delivered (1 there, 1 missing), 1 under way, 1 failed, 1 cancelled\n')
    expect(text).toContain('leadyard prove --show --day 2027-03-28')
    expect(text).not.toContain('01890000')
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
