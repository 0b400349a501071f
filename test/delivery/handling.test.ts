import { describe, expect, it } from 'vitest'
import { handled, hiddenBy } from '../../src/delivery/handling.ts'
import { leadPaths } from '../../src/lead/properties.ts'
import { sampleLead } from '../connectors/sample.ts'

describe('a lead of which personal data is withheld', () => {
  const lead = sampleLead()
  const shown = handled(lead, 'withhold')

  it('holds nothing that identifies the person', () => {
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

  it('holds no text of the description in the campaign, which is read from it', () => {
    const described = sampleLead({ description: '{"note":"call Ada"}', campaign: { note: 'call Ada' } })
    expect(JSON.stringify(handled(described, 'withhold'))).not.toContain('call Ada')
  })

  it('still has country, company and offer', () => {
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

it('a lead without handling is left as it is', () => {
  const lead = sampleLead()
  expect(handled(lead, '')).toBe(lead)
})

describe('the list of withheld properties', () => {
  const values = (lead: object) =>
    new Map(leadPaths.map((path) => [path, JSON.stringify(path.split('.').reduce(read, lead))]))
  const read = (at: unknown, key: string) => (key === '*' ? at : (at as Record<string, unknown>)[key])

  it('names the properties that withholding changes, and no others', () => {
    const lead = sampleLead({ raw: { extra: 'Ada' } })
    const [before, after] = [values(lead), values(handled(lead, 'withhold'))]
    const changed = leadPaths.filter((path) => before.get(path) !== after.get(path))
    const hidden = hiddenBy('withhold,merge')
    expect(leadPaths.filter((path) => hidden.some((one) => path === one || path.startsWith(`${one}.`)))).toEqual(
      changed,
    )
  })

  it('is empty if nothing is withheld', () => {
    expect(hiddenBy('mark,merge')).toEqual([])
  })
})
