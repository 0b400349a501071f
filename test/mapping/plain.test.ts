import { Liquid } from 'liquidjs'
import { expect, it } from 'vitest'
import { leadPaths } from '../../src/lead/properties.ts'
import { compilePlain } from '../../src/mapping/plain.ts'
import { sampleLead } from '../connectors/sample.ts'
import { seeded } from '../random.ts'

const engine = new Liquid({ ownPropertyOnly: true })
const lead = {
  ...sampleLead({ campaign: { mktcmpid: 'spring', 'a-b': 'x' } }),
  raw: { deep: { number: 5, yes: true, none: null, list: [1, 2], object: { a: 1 } }, size: 3 },
}

it.each([
  '{{ person.email }}',
  'Lead of {{ person.name }} ({{ person.company }}) · {{ offer.title }}',
  '{{person.email}}{{ offer.id }}',
  'no property at all',
  '',
  '{{ campaign.mktcmpid }}{{ campaign.other }}',
  '{{ raw.deep.number }}{{ raw.deep.yes }}{{ raw.deep.none }}{{ raw.nowhere.at.all }}',
  '{{ raw.deep.list }}',
  '{{ raw.deep.object }}',
  '{{ test }}',
  '{{ person.constructor }}{{ person.toString }}',
  'a } b { c }}',
])('%s comes out as LiquidJS writes it', (template) => {
  const plain = compilePlain(template)
  expect(plain).toBeDefined()
  expect(plain?.render(lead) ?? engine.parseAndRenderSync(template, lead)).toBe(
    engine.parseAndRenderSync(template, lead),
  )
})

it.each([
  '{{ person.email | upcase }}',
  '{% if test %}x{% endif %}',
  '{{- person.email -}}',
  '{{ person["email"] }}',
  '{{ campaign.a-b }}',
  '{{ raw.size }}',
  '{{ person.email.length }}',
  '{{ raw.deep.list.first }}',
  '{{ nil }}{{ true }}',
  '{{ "text" }}',
  '{{ person.email',
])('%s is left to LiquidJS', (template) => {
  expect(compilePlain(template)).toBeUndefined()
})

it('any mixture of properties and texts has the same result as with LiquidJS', () => {
  const random = seeded(11)
  const paths = leadPaths.map((path) => path.replace('*', 'deep'))
  for (let n = 0; n < 500; n++) {
    const piece = () => random.pick([random.text(3).replace(/[{}]/g, ''), `{{ ${random.pick(paths)} }}`, ' ', '}', '{'])
    const template = Array.from({ length: random.below(6) }, piece).join('')
    const plain = compilePlain(template)
    if (!plain) continue
    const made = plain.render(lead)
    if (made !== undefined) expect([template, made]).toEqual([template, engine.parseAndRenderSync(template, lead)])
  }
})
