import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { knownKeys } from '../../src/config/known-keys.ts'
import { nearest } from '../../src/config/nearest.ts'
import { ConfigError, describeProblem, fromZod } from '../../src/config/problems.ts'

describe('did you mean', () => {
  it.each([
    ['concurency', ['concurrency', 'rate'], 'did you mean concurrency?'],
    ['URL', ['url', 'token'], 'did you mean url?'],
    ['crm-eu', ['crm-us', 'table'], 'did you mean crm-us?'],
    ['completely-other', ['url', 'token'], 'known: url, token'],
    ['x', [], undefined],
  ])('%s among %j: %s', (word, known, hint) => {
    expect(nearest(word, known)).toBe(hint)
  })
})

it('a problem is described with its path and hint', () => {
  expect(describeProblem({ path: 'a.b', message: 'is required' })).toBe('a.b: is required')
  expect(describeProblem({ path: '', message: 'is empty', hint: 'write one' })).toBe('config: is empty (write one)')
  expect(
    new ConfigError([
      { path: 'a', message: 'x' },
      { path: 'b', message: 'y' },
    ]).message,
  ).toBe('a: x\nb: y')
})

describe('the problems that zod finds', () => {
  const schema = z.strictObject({
    name: z.string(),
    rate: z.strictObject({ max: z.int(), per: z.string() }).optional(),
    either: z.union([z.string(), z.strictObject({ template: z.string() })]).optional(),
    named: z.record(z.string().regex(/^[a-z]+$/, 'must be small letters'), z.number()).default({}),
  })
  const problems = (value: unknown, prefix = 'x') => {
    const { error } = schema.safeParse(value, { reportInput: true })
    return fromZod(error?.issues ?? [], prefix, (path) => knownKeys(schema, path)).map(describeProblem)
  }

  it.each<[string, unknown, string[]]>([
    ['what is missing', {}, ['x.name: is required']],
    ['an unknown key', { name: 'a', nam: 1 }, ['x.nam: unknown key (did you mean name?)']],
    [
      'a deep unknown key, by its own neighbours',
      { name: 'a', rate: { max: 1, pre: 's', per: 's' } },
      ['x.rate.pre: unknown key (did you mean per?)'],
    ],
    ['the wrong type', { name: 5 }, ['x.name: must be a text; it is a number']],
    [
      'the object of a choice',
      { name: 'a', either: { templat: 'b' } },
      ['x.either.template: is required', 'x.either.templat: unknown key (did you mean template?)'],
    ],
    ['none of a choice', { name: 'a', either: 5 }, ['x.either: must be a text or a block of settings; it is a number']],
    ['a bad name', { name: 'a', named: { A1: 2 } }, ['x.named.A1: must be small letters']],
    [
      'all at once',
      { nam: 1, rate: {} },
      [
        'x.name: is required',
        'x.rate.max: is required',
        'x.rate.per: is required',
        'x.nam: unknown key (did you mean name?)',
      ],
    ],
  ])('%s', (_what, value, told) => {
    expect(problems(value)).toEqual(told)
  })

  it('at the top have no dot before the path', () => {
    expect(problems({ name: 'a', z: 1 }, '')).toEqual([expect.stringMatching(/^z: unknown key/)])
  })
})

it('the known keys at any path of a schema', () => {
  const inner = z.strictObject({ b: z.string() })
  const schema = z.strictObject({
    a: inner.optional().default({ b: '' }),
    list: z.array(inner).prefault([]),
    map: z.record(z.string(), inner),
    piped: inner.transform((x) => x),
    text: z.string(),
  })
  expect(knownKeys(schema, [])).toEqual(['a', 'list', 'map', 'piped', 'text'])
  for (const path of [['a'], ['list', 0], ['map', 'any'], ['piped']]) expect(knownKeys(schema, path)).toEqual(['b'])
  for (const path of [['text'], ['nowhere'], ['a', 'b', 'c'], ['list']]) expect(knownKeys(schema, path)).toEqual([])
})
