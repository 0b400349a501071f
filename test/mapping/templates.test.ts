import { describe, expect, it } from 'vitest'
import { compileTemplate } from '../../src/mapping/templates.ts'
import { sampleLead } from '../connectors/sample.ts'

const render = (text: string, lead = sampleLead()) => compileTemplate(text).render(lead)

describe('a template', () => {
  it('reads every part of a lead', () => {
    const lead = sampleLead({
      raw: { Extra: { Deep: 'x' } },
      person: { firstName: 'Jo', phone: { raw: '1', e164: '+1' } },
    })
    expect(render('{{ person.firstName }}|{{ person.phone.e164 }}|{{ offer.publisher }}', lead)).toBe('Jo|+1|tailspin')
    expect(render('{{ campaign.mktcmpid }}|{{ raw.Extra.Deep }}|{{ test }}|{{ action.stage }}', lead)).toBe(
      '1234|x|false|active',
    )
  })

  it('may use conditions, fallbacks and filters', () => {
    const lead = sampleLead({ person: { title: '' }, test: true })
    expect(render('{{ person.title | default: "none" | upcase }}', lead)).toBe('NONE')
    expect(render('{% if test %}TEST {% endif %}{{ offer.title }}', lead)).toBe('TEST Tailspin Router Pro')
  })

  it('is blank for a missing property', () => {
    expect(render('{{ campaign.nothing }}{{ raw.a.b.c }}')).toBe('')
  })

  it.each([
    '{{ person.constructor }}',
    '{{ campaign.__proto__ }}',
    '{{ campaign.constructor.name }}',
    '{{ person.email.constructor }}',
    '{{ raw.toString }}',
  ])('%s reads nothing but the lead', (text) => {
    expect(render(text)).toBe('')
  })

  it.each([
    ['{{ person.email', 'not closed'],
    ['{{ person.email | nosuchfilter }}', 'nosuchfilter'],
    ['{% nosuchtag %}', 'nosuchtag'],
    ['{% if test %}', 'not closed'],
  ])('%s is refused when it is compiled', (text, reason) => {
    expect(() => compileTemplate(text)).toThrow(reason)
  })

  it.each(["{% include 'package.json' %}", "{% render './package.json' %}", "{% layout '/etc/passwd' %}"])(
    '%s, which would read a file, is refused when it is compiled',
    (text) => {
      expect(() => compileTemplate(text)).toThrow('not found')
    },
  )

  it.each([
    '{% for i in (1..100000000) %}{{ description }}{% endfor %}',
    '{% for a in (1..9999) %}{% for b in (1..9999) %}x{% endfor %}{% endfor %}',
  ])('%s is stopped', (text) => {
    const began = performance.now()
    expect(() => render(text)).toThrow()
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  it.each(['{% increment test %}', '{% decrement n %}'])(
    '%s, which would count in the lead itself, is refused',
    (text) => {
      expect(() => compileTemplate(text)).toThrow('not found')
    },
  )

  it('does not change the lead', () => {
    const lead = sampleLead()
    const before = structuredClone(lead)
    render('{% assign offer = "x" %}{% capture test %}y{% endcapture %}{% cycle "a", "b" %}', lead)
    expect(lead).toEqual(before)
  })
})

describe('the properties that a template reads', () => {
  it.each([
    ['{{ person.email }}', ['person.email']],
    ['{{ offer.title }} · {{ action.label }}', ['offer.title', 'action.label']],
    ['{% if test %}{{ source.code | downcase }}{% endif %}', ['test', 'source.code']],
    ["{{ campaign['utm-source'] }}", ['campaign.utm-source']],
    ['{% for c in campaign %}{{ c[0] }}{% endfor %}', ['campaign']],
    ['{% assign x = person.title %}{{ x }}', ['person.title']],
    ['static', []],
  ])('%s', (text, reads) => {
    expect([...new Set(compileTemplate(text).reads)].sort()).toEqual([...reads].sort())
  })
})
