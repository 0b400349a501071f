import { describe, expect, it } from 'vitest'
import { compileExpression, ExpressionError } from '../../src/lead/expression.ts'

const body = { a: { b: 'x', n: 5, list: [{ c: 'first' }, { c: 'second', d: true }] }, 'dotted.key': 'y', nothing: null }

describe('the result of an expression', () => {
  it.each([
    ['a.b', 'x'],
    ['"dotted.key"', 'y'],
    ["'a text of its own'", 'a text of its own'],
    ['a.list[-1].c', 'second'],
    ['a.list[?d].c | [0]', 'second'],
    ['nowhere.at.all || a.b', 'x'],
    ["join(' ', [a.b, a.list[0].c])", 'x first'],
    ['upper(a.b)', 'X'],
    ['nowhere', null],
    ['length(nothing)', null],
    ['join(`1`, a)', null],
  ])('%s', (text, found) => {
    expect(compileExpression(text)(body)).toEqual(found)
  })

  it.each([[null], [5], ['text'], [[]], [undefined]])('in %j is null', (other) => {
    expect(compileExpression('a.b')(other)).toBeNull()
  })

  it('for a body deeper than the stack is null', () => {
    const deep = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
    expect(compileExpression('to_string(a)')(deep)).toBeNull()
  })
})

describe('an invalid expression', () => {
  it.each([
    ['', 'is no JMESPath: something is missing at character 1'],
    ['a.', 'is no JMESPath: something is missing at character 3'],
    ['a.b)', 'is no JMESPath: unexpected ) at character 4'],
    ['a b', 'is no JMESPath: unexpected b at character 3'],
    ["a.'b", "is no JMESPath: unexpected 'b at character 3"],
    ['a ~ b', 'is no JMESPath: unexpected ~ b at character 3'],
    ['nofunction(a)', 'no function is named nofunction'],
    ['a.list[*].[pad_left(c, `9`)]', 'pad_left() is not taken'],
    ['a.list[*].{x: $.a}', '$ is not taken; @ and names begin at the top of the lead'],
    ['let $x = a in b', 'let is not taken'],
    ['a[*].b[*].c.*.d[*]', 'has more than 3 of [*], .* and [?…]'],
    ['a'.repeat(301), 'has more than 300 characters'],
  ])('%s is told with its place', (text, message) => {
    expect(() => compileExpression(text)).toThrow(new ExpressionError(message))
  })
})
