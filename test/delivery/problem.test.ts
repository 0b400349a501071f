import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/connector.ts'
import { explain, findProblem } from '../../src/delivery/problem.ts'
import { saysSo } from '../../src/outside/answer.ts'

const problem = (id: string, more: Partial<Problem>): Problem => ({
  id,
  wording: [],
  cause: 'c',
  remedy: ['r'],
  link: 'https://example.com',
  ...more,
})

const byStatus = problem('by-status', { statuses: [401, 403] })
const byWording = problem('by-wording', {
  wording: ['Invalid client secret is provided.'],
  patterns: [/AADSTS7000215|le secret/gi],
})
const byCode = problem('by-code', { codes: ['AADSTS7000222'] })
const byWord = problem('by-word', {})
// The best match is last, so that the order of the list decides nothing.
const catalogue = [byStatus, byWording, byCode, byWord]

describe('the entry for a failure', () => {
  const all = {
    problem: 'by-word',
    code: 'AADSTS7000222',
    status: 401,
    excerpt: 'Invalid client secret is provided.',
    message: 'x',
  }

  it.each([
    [all, byWord],
    [{ ...all, problem: 'unknown' }, byCode],
    [{ ...all, problem: undefined }, byCode],
    [{ ...all, problem: undefined, code: 'OTHER' }, byWording],
    [{ ...all, problem: undefined, code: undefined }, byWording],
    [{ message: 'x', status: 403 }, byStatus],
    [{ message: 'x', status: 500 }, undefined],
    [{ message: 'x' }, undefined],
    [{ message: '', code: '', excerpt: '' }, undefined],
  ])('is found by the connector’s word, then code, wording, status: %j', (detail, found) => {
    expect(findProblem(catalogue, detail)?.id).toBe(found?.id)
  })
})

it('is sought in the beginning of the text, however long the text is', () => {
  const greedy = problem('greedy', { patterns: [/TotalRequests.* exceeded/i] })
  const excerpt = 'TotalRequests'.repeat(80_000)
  expect(findProblem([greedy], { message: 'x', excerpt })).toBeUndefined()
  expect(findProblem([greedy], { message: 'x', excerpt: `TotalRequests Limit exceeded.${excerpt}` })?.id).toBe('greedy')
})

it('is found by the far end’s words rather than by a status in place of a code', () => {
  const gone = problem('gone', { codes: ['HTTP_404'] })
  const off = problem('off', { wording: ['The workflow is not active'] })
  const said = (excerpt: string, code = 'HTTP_404') =>
    findProblem([gone, off], { message: 'x', status: 404, code, excerpt })?.id
  expect([said(''), said('The workflow is not active'), said('The workflow is not active', 'HTTP_500')]).toEqual([
    'gone',
    'off',
    'off',
  ])
})

describe('a wording', () => {
  it.each([
    'Error: INVALID client  secret\nis provided. (trace 7)',
    'Invalid client secret is provided.',
    'Code AADSTS7000215 it was',
    'Le secret du client est faux',
  ])('is known in %j, each time it is asked', (said) => {
    expect([saysSo(byWording, said), saysSo(byWording, said), saysSo(byWording, said)]).toEqual([true, true, true])
  })

  it.each(['', 'client secret', 'Invalid client secret'])('is not known in %j', (said) => {
    expect(saysSo(byWording, said)).toBe(false)
  })

  it('that is empty is found in no text', () => {
    expect(saysSo(byWord, 'anything')).toBe(false)
  })
})

it('a pasted message is explained by its wording first, then by the codes in it', () => {
  const said = 'AADSTS7000222: Invalid client secret is provided.'
  expect(explain(catalogue, said).map(({ id }) => id)).toEqual(['by-wording', 'by-code'])
  expect(explain(catalogue, 'hello')).toEqual([])
})
