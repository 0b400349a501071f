import { describe, expect, it } from 'vitest'
import { csvLines, withoutApostrophe } from '../../src/lead/csv.ts'
import { cellsOf, cellsThatRun } from './spreadsheet.ts'

const evil = '=HYPERLINK("http://x","y")'
const hidden = [
  evil,
  `two;${evil}`,
  `two;"${evil}"`,
  `two;""${evil}`,
  `two\n${evil}`,
  `two\r\n${evil}`,
  `two\r${evil}`,
  `two\t${evil}`,
  'two;+1',
  'two;-1',
  'two;@SUM(1)',
  'two;\uFF1D1',
  'one;\t=1',
  'one; =1',
  'one;  "=1"',
  ' =1',
  '\n=1',
  '\r\n=1',
  '\u00a0+1',
]
describe('a file', () => {
  it.each([',', ';', '\t'])(
    'that is opened with %j as separator has no cell that a spreadsheet would run',
    (separator) => {
      for (const text of hidden) {
        const lines = csvLines([
          [text, 'b', text],
          ['c', text],
        ])
        expect([text, cellsThatRun(lines, separator)]).toEqual([text, []])
      }
    },
  )

  it('leaves harmless cells unchanged', () => {
    const harmless = ['a; b = c', 'x-y;z', 'e-mail a@b.c', 'a\nb']
    expect(cellsOf(csvLines([harmless]), ',').slice(0, 4)).toEqual(harmless)
  })

  it('leaves missing properties blank', () => {
    expect(csvLines([['a', undefined, '', 'b']])).toBe('a,,,b\r\n')
  })

  it('returns every cell unchanged when it is read again', () => {
    for (const text of [...hidden, 'a\n- one\n- two', 'plain', "it's; 'quoted'"]) {
      expect(withoutApostrophe(cellsOf(csvLines([[text]]), ',')[0] ?? '')).toBe(text)
    }
  })
})
