import { describe, expect, it } from 'vitest'
import type { Delivery, Receipt } from '../../src/connector.ts'
import { attempt } from '../../src/delivery/attempt.ts'
import { handled } from '../../src/delivery/handling.ts'
import type { Claimed } from '../../src/ledger/deliveries.ts'
import type { Earlier } from '../../src/ledger/journey.ts'
import { sampleLead } from '../connectors/sample.ts'
import { trackTo } from './open-track.ts'

describe('a lead of which personal data is withheld', () => {
  const lead = sampleLead()
  const shown = handled(lead, 'withhold')

  it('holds nothing that tells who it is', () => {
    const { person, description } = lead
    const text = JSON.stringify(shown)
    const personal = [
      person.firstName,
      person.lastName,
      person.email,
      person.phone.raw,
      person.phone.e164,
      person.title,
    ]
    for (const one of [...personal, description].filter(Boolean)) expect(text).not.toContain(one)
    expect(shown.raw).toEqual({})
  })

  it('holds nothing of the description by way of the campaign, which is read from it', () => {
    const described = sampleLead({ description: '{"note":"call Ada"}', campaign: { note: 'call Ada' } })
    expect(JSON.stringify(handled(described, 'withhold'))).not.toContain('call Ada')
  })

  it('still tells what it is worth', () => {
    expect(shown).toMatchObject({ id: lead.id, offer: lead.offer, action: lead.action })
    expect(shown.person).toMatchObject({ company: lead.person.company, country: lead.person.country })
  })
})

describe('a test lead that is marked', () => {
  it('says so in name and description, and nowhere else', () => {
    const lead = sampleLead()
    const shown = handled(lead, 'mark')
    expect(shown.person.lastName).toBe(`[TEST] ${lead.person.lastName}`)
    expect(shown.description).toBe(`[TEST] ${lead.description}`)
    expect(shown.person.email).toBe(lead.person.email)
    expect(shown.raw).toEqual(lead.raw)
  })
})

it('a lead that no rule concerns is left as it is', () => {
  const lead = sampleLead()
  expect(handled(lead, '')).toBe(lead)
})

describe('a repeat that is to be merged', () => {
  const created: Receipt = { outcome: 'created', reference: 'r2' }
  const updated: Receipt = { outcome: 'updated', reference: 'r1' }
  const { raw: _raw, ...lead } = sampleLead()
  const at = new Date()
  const claimed: Claimed = {
    ...{ id: 'd', turn: 0, leadId: lead.id, destination: 'crm', attempts: 1, mayBeThere: false, probe: false },
    ...{
      firstAttemptAt: at,
      retrySince: at,
      receivedAt: at,
      lead,
      raw: Buffer.from('{}'),
      route: 'all',
      handling: 'merge',
    },
  }
  const deliver = async () => created

  async function merged(
    merge: ((delivery: Delivery, reference: string) => Promise<Receipt | undefined>) | undefined,
    earlier: Earlier | undefined,
  ) {
    const track = trackTo(merge ? { deliver, merge } : { deliver })
    return attempt(track, claimed, new AbortController().signal, async () => earlier)
  }

  it('updates the record of the earlier one', async () => {
    const asked: string[] = []
    const merge = async (_: Delivery, reference: string): Promise<Receipt> => {
      asked.push(reference)
      return updated
    }
    expect(await merged(merge, { state: 'delivered', reference: 'r1' })).toEqual({ receipt: updated })
    expect(asked).toEqual(['r1'])
  })

  it.each([
    ['the connector cannot', undefined, { state: 'delivered', reference: 'r1' }, /has no merge/],
    ['nothing went there before', async (): Promise<Receipt | undefined> => updated, undefined, /no earlier record/],
    [
      'the record is gone',
      async (): Promise<Receipt | undefined> => undefined,
      { state: 'delivered', reference: 'r1' },
      /gone or closed/,
    ],
  ] as const)('is delivered by itself, and says so, when %s', async (_why, merge, earlier, note) => {
    const { receipt } = await merged(merge, earlier)
    expect(receipt).toMatchObject({ ...created, notes: [expect.stringMatching(note)] })
  })

  it('waits for an earlier one that is on its way, without counting the try', async () => {
    const { failure } = await merged(async () => updated, { state: 'waiting', reference: '' })
    expect(failure).toMatchObject({ class: 'transient', detail: { code: 'EARLIER_UNDER_WAY', planned: true } })
  })

  it('waits where the ledger cannot tell: nothing was sent yet', async () => {
    const track = trackTo({ deliver, merge: async () => updated })
    const away = () => Promise.reject(new Error('terminating connection'))
    const { failure } = await attempt(track, claimed, new AbortController().signal, away)
    expect(failure).toMatchObject({ class: 'transient', detail: { planned: true } })
  })
})
