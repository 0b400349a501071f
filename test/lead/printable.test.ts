import { expect, it } from 'vitest'
import { oneLine, printable } from '../../src/lead/printable.ts'

it.each([
  ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
  ['the one-character form of its beginning', '\u009b2J', '\\u009b2J'],
  ['a carriage return, which writes over the line', 'good\rbad', 'good\\u000dbad'],
  ['a backspace', 'a\bb', 'a\\u0008b'],
  ['a zero', 'a\0b', 'a\\u0000b'],
  ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ['an override of the direction', 'a\u202eb', 'a\\u202eb'],
  ['an isolate', 'a\u2066b', 'a\\u2066b'],
  ['half a character', 'a\ud800b', 'a\ufffdb'],
])('%s is shown, not obeyed', (_, text, shown) => {
  expect(printable(text)).toBe(shown)
})

it('leaves every other text unchanged, in every script, with its line breaks and tabs', () => {
  const text = 'Zoë 王 שלום 👩‍💻 a\tb\nc'
  expect(printable(text)).toBe(text)
  expect(printable('a\r\nb')).toBe('a\nb')
})

it('does not change the meaning of JSON', () => {
  const value = { name: 'a\u009b\u202e\u007f\u2028\tb\r\n' }
  expect(JSON.parse(printable(JSON.stringify(value, null, 2)))).toEqual(value)
})

it('joins several lines into one line, with any separator', () => {
  expect(oneLine('a\nb\r\nc\u2028d\u0085e\rf\u000bg\th')).toBe('a b c d e f g h')
})
