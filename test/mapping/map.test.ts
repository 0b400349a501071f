import { describe, expect, it } from 'vitest'
import type { FieldMap } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { Lead } from '../../src/lead/lead.ts'
import { compileMapping, map } from '../../src/mapping/map.ts'
import { hostileLeads, sampleLead } from '../connectors/sample.ts'

const mapped = (fields: FieldMap, lead: Lead = sampleLead()) => map(lead, compileMapping(fields))

function failureOf(work: () => unknown): DeliveryError {
  try {
    work()
  } catch (error) {
    if (error instanceof DeliveryError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('a field', () => {
  it('is the cleaned result of its template', () => {
    const lead = sampleLead({ description: ' a\u0000b \ud83d ' })
    expect(mapped({ text: { template: '  {{ description }}  ' } }, lead)).toEqual({ fields: { text: 'ab' }, notes: [] })
  })

  it('that is blank is left out', () => {
    const lead = sampleLead({ person: { title: '' } })
    expect(mapped({ title: { template: ' {{ person.title }} ' } }, lead).fields).toEqual({})
  })

  it('that is blank gets its default', () => {
    const fields = { company: { template: '{{ person.company }}', default: '{{ person.lastName }} (private)' } }
    const lead = sampleLead({ person: { company: ' ', lastName: 'One' } })
    expect(mapped(fields, lead).fields).toEqual({ company: 'One (private)' })
    expect(mapped(fields, sampleLead({ person: { company: 'B' } })).fields).toEqual({ company: 'B' })
  })

  it('that is too long is cut to the far end’s limit, with a note without lead data', () => {
    const lead = sampleLead({ person: { title: `${'x'.repeat(9)}👍secret` } })
    const { fields, notes } = mapped({ title: { template: '{{ person.title }}', maxLength: 10 } }, lead)
    expect(fields).toEqual({ title: 'x'.repeat(9) })
    expect(notes).toEqual([{ field: 'title', from: 17, to: 9 }])
  })

  it('is cut by bytes if the far end counts bytes', () => {
    const { fields } = mapped({ note: { template: 'äöü', maxLength: 5, unit: 'bytes' } })
    expect(fields).toEqual({ note: 'äö' })
  })

  it('of exactly the limit is not cut', () => {
    expect(mapped({ note: { template: 'abc', maxLength: 3 } })).toEqual({ fields: { note: 'abc' }, notes: [] })
  })

  it('may have the name of an object property', () => {
    expect(mapped({ constructor: { template: 'a' }, toString: { template: 'b' } }).fields).toEqual({
      constructor: 'a',
      toString: 'b',
    })
  })

  it('has the lead’s own text, even if it looks like a template', () => {
    const lead = sampleLead({ description: '{{ person.email }} {% raw %}' })
    expect(mapped({ text: { template: '{{ description }}' } }, lead).fields).toEqual({
      text: '{{ person.email }} {% raw %}',
    })
  })
})

describe('a lead is rejected', () => {
  it('when a required field stays blank', () => {
    const lead = sampleLead({ person: { lastName: '' } })
    const failure = failureOf(() => mapped({ last: { template: '{{ person.lastName }}', required: true } }, lead))
    expect(failure).toMatchObject({ class: 'rejected', detail: { code: 'REQUIRED_FIELD_BLANK' } })
    expect(failure.message).toContain('last')
  })

  it('when the default of a required field is blank, too', () => {
    const fields = { last: { template: '', default: ' ', required: true } }
    expect(failureOf(() => mapped(fields)).detail.code).toBe('REQUIRED_FIELD_BLANK')
  })

  it('when a template fails on the lead, with a message without lead data', () => {
    const lead = sampleLead({ description: 'jane@contoso.com' })
    const failure = failureOf(() =>
      mapped({ text: { template: '{% for i in (1..999999999) %}{{ description }}{% endfor %}' } }, lead),
    )
    expect(failure).toMatchObject({ class: 'rejected', detail: { code: 'MAPPING_FAILED' } })
    expect(failure.message).toMatch(/\btext\b/)
    expect(failure.message).not.toContain('jane')
  })
})

it('a template that cannot be parsed is refused at once, with its field', () => {
  expect(() => compileMapping({ subject: { template: '{{ oops' } })).toThrow(/^subject: /)
  expect(() => compileMapping({ subject: { template: 'a', default: '{{ x | nofilter }}' } })).toThrow(/^subject: /)
})

it.each(Object.entries(hostileLeads))('takes %s', (_what, lead) => {
  const { fields } = mapped(
    {
      name: { template: '{{ person.name }}', maxLength: 20 },
      text: { template: '{{ description }} {{ campaign | json }}', maxLength: 100, unit: 'bytes' },
    },
    lead(),
  )
  expect((fields['name'] ?? '').length).toBeLessThanOrEqual(20)
  expect(Buffer.byteLength(fields['text'] ?? '')).toBeLessThanOrEqual(100)
  for (const value of Object.values(fields)) expect(value.isWellFormed()).toBe(true)
})
