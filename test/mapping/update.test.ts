import { describe, expect, it } from 'vitest'
import type { FieldMap } from '../../src/connector.ts'
import { compileMapping, map } from '../../src/mapping/map.ts'
import { forUpdate } from '../../src/mapping/update.ts'
import { sampleLead } from '../connectors/sample.ts'

type Parts = Parameters<typeof sampleLead>[0]

/** The fields that would be written over an existing record. */
const written = (fields: FieldMap, lead: Parts = {}, hidden: readonly string[] = []) =>
  map(sampleLead(lead), forUpdate(compileMapping(fields), hidden)).fields

describe('over an existing record', () => {
  const blank = { person: { lastName: '', company: '', phone: { raw: 'ext. 12', e164: '' } } }

  it('the lead’s values are written', () => {
    expect(
      written({ last: { template: '{{ person.lastName }}', required: true } }, { person: { lastName: 'B' } }),
    ).toEqual({ last: 'B' })
  })

  it('a default that only fills a required field is not written', () => {
    const last = { template: '{{ person.lastName }}', default: '{{ person.email }}', required: true }
    expect(written({ last }, blank)).toEqual({})
  })

  it('a default that tells nothing about the lead is not written', () => {
    expect(written({ company: { template: '{{ person.company }}', default: 'unknown' } }, blank)).toEqual({})
  })

  it('a default that tells the same in other words is written', () => {
    const phone = { template: '{{ person.phone.e164 }}', default: '{{ person.phone.raw }}' }
    expect(written({ phone }, blank)).toEqual({ phone: 'ext. 12' })
  })

  it('a required field may stay blank', () => {
    expect(written({ last: { template: '{{ person.lastName }}', required: true } }, blank)).toEqual({})
  })
})

describe('withheld properties', () => {
  const hidden = ['person.email', 'person.phone', 'campaign']

  it.each([
    ['the property', '{{ person.email }}'],
    ['a part of it', '{{ person.phone.e164 }}'],
    ['what holds it', '{{ person | json }}'],
    ['it under another name', '{% assign who = person %}{{ who.email }}'],
    ['it in a loop', 'x {% for each in campaign %}{{ each[0] }}{% endfor %}'],
    ['it in a condition', '{% if person.email != "" %}has mail{% endif %}'],
  ])('is not written by a field that reads %s', (_what, template) => {
    expect(written({ text: { template }, offer: { template: '{{ offer.id }}' } }, {}, hidden)).toEqual({
      offer: 'tailspin.router-pro',
    })
  })

  it('are not written by a default that reads them', () => {
    const text = { template: '{{ description }}', default: 'from {{ person.email }}' }
    expect(written({ text }, { description: '' }, hidden)).toEqual({})
    expect(written({ text }, { description: 'a' }, hidden)).toEqual({ text: 'a' })
  })

  it('do not include properties whose name only begins alike', () => {
    expect(written({ domain: { template: '{{ person.emailDomain }}' } }, {}, hidden)).toEqual({
      domain: 'blatherskite.example',
    })
  })
})
