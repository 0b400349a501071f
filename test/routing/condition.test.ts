import { describe, expect, it } from 'vitest'
import { type Condition, compileCondition, conditionProblems } from '../../src/routing/condition.ts'
import { propertyNames } from '../../src/routing/subject.ts'
import { subject } from './routing-config.ts'

const person = {
  ...subject().lead.person,
  ...{ company: 'Contoso Ltd', email: 'Ada@cs.uni.edu', emailDomain: 'cs.uni.edu', title: '' },
  country: { raw: 'Deutschland', alpha2: 'DE', alpha3: 'DEU', name: 'Germany' },
}
const about = subject({ person, campaign: { mktcmpid: 'Spring-2026', partnerid: '' }, test: false })
const nowhere = { ...person, country: { raw: 'Atlantis', alpha2: '', alpha3: '', name: '' } }

describe('a condition', () => {
  it.each<[string, Condition, boolean]>([
    ['company', 'contoso ltd', true],
    ['company', 'contoso', false],
    ['company', 'contoso*', true],
    ['company', ['Fabrikam', 'Contoso*'], true],
    ['company', { not: 'contoso*' }, false],
    ['company', { not: ['Fabrikam', 'Tailspin'] }, true],
    ['person.company', 'CONTOSO LTD', true],
    ['person.title', 'absent', true],
    ['person.title', 'present', false],
    ['person.title', { not: 'present' }, true],
    ['person.title', { not: 'Director' }, true],
    ['person.title', '*', true],
    ['person.title', '?*', false],
    ['person.title', ['absent', 'Director'], true],
    ['company', 'present', true],
    ['emailDomain', '*.edu', true],
    ['email', 'ada@*', true],
    ['campaign.mktcmpid', 'spring-*', true],
    ['campaign.MKTCMPID', 'spring-*', true],
    ['campaign.partnerid', 'present', false],
    ['campaign.gclid', 'absent', true],
    ['test', false, true],
    ['test', true, false],
    ['repeat', false, true],
    ['stage', ['active', 'trial'], true],
    ['country', 'DE', true],
    ['country', 'Germany', true],
    ['country', 'deu', true],
    ['country', 'Allemagne', true],
    ['country', 'EU', true],
    ['country', 'dach', true],
    ['country', { not: ['EEA', 'CH'] }, false],
    ['country', ['US', 'GB'], false],
    ['country', 'unknown', false],
  ])('%s: %j is %s', (name, condition, met) => {
    expect(conditionProblems(name, condition)).toEqual([])
    expect(compileCondition(name, condition).matches(about)).toBe(met)
  })

  it.each<[Condition, boolean]>([
    ['unknown', true],
    ['absent', true],
    [{ not: 'unknown' }, false],
    [{ not: 'EU' }, true],
    ['EU', false],
    [['EU', 'unknown'], true],
  ])('of a country that nobody knows: %j is %s', (condition, met) => {
    expect(compileCondition('country', condition).matches(subject({ person: nowhere }))).toBe(met)
  })

  it('with a number matches the text of the number', () => {
    const dated = subject({ campaign: { year: '2026' } })
    expect(compileCondition('campaign.year', 2026).matches(dated)).toBe(true)
  })

  // YAML removes the zeros of `campaign.code: 010`.
  it.each<[string, Condition, boolean]>([
    ['010', 10, true],
    ['1.50', 1.5, true],
    ['0x1F', 31, true],
    ['10', { not: 10 }, false],
    ['010', ['spring', 10], true],
    ['100', 10, false],
    ['', 0, false],
    [' ', 0, false],
  ])('of a number is met however the number is written: %j, %j', (code, condition, met) => {
    expect(compileCondition('campaign.code', condition).matches(subject({ campaign: { code } }))).toBe(met)
  })

  it('on repeat uses a fact of the ledger', () => {
    expect(compileCondition('repeat', true).matches(subject({}, { repeat: true }))).toBe(true)
  })

  it('can use every listed property', () => {
    for (const name of propertyNames.filter((one) => !['test', 'repeat', 'country'].includes(one)))
      expect([name, typeof compileCondition(name, 'x*').matches(about)]).toEqual([name, 'boolean'])
  })

  it.each<[string, Condition, RegExp]>([
    ['contry', 'DE', /has no property/],
    ['person.emial', 'x', /has no property/],
    ['raw.x', 'x', /has no property/],
    ['campaign.', 'x', /has no property/],
    ['constructor', 'x', /has no property/],
    ['country', 'Absurdistan', /Absurdistan names no country/],
    ['country', ['DE', 'XX'], /XX names no country/],
    ['test', 'maybe', /true or false/],
    ['repeat', { not: ['true', 'x'] }, /true or false/],
    ['campaign.*', 'spring', /no glob/],
    ['campaign.mkt?', 'spring', /no glob/],
    ['campaign.code', 2 ** 60, /in quotes/],
    ['country', 'Germ*', /Germ\* names no country/],
    ['stage', 'dnc', /no stage dnc/],
    ['action.stage', { not: ['active', 'won'] }, /no stage won/],
  ])('%s: %j is a problem', (name, condition, message) => {
    expect(conditionProblems(name, condition)[0]?.message).toMatch(message)
  })
})
