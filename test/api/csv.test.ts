import { describe, expect, it } from 'vitest'
import { csvLines, withoutApostrophe } from '../../src/api/csv.ts'

/** What a spreadsheet makes of the text where it separates by this: a quotation mark means something at a cell's beginning alone. */
function opened(text: string, separator: string): string[] {
  const cells: string[] = []
  let [cell, begins, quoted] = ['', true, false]
  const end = () => {
    cells.push(cell)
    ;[cell, begins] = ['', true]
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quoted && char === '"' && text[at + 1] === '"') cell += text[++at]
    else if (char === '"' && (quoted || begins)) [quoted, begins] = [!quoted, false]
    else if (!quoted && (char === separator || char === '\n' || char === '\r')) end()
    else [cell, begins] = [cell + char, false]
  }
  end()
  return cells
}

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
]
const runs = (cell: string) => /^\s*"*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell)

describe('a file', () => {
  it.each([',', ';', '\t'])('opened where %j separates has no cell that a spreadsheet would run', (separator) => {
    for (const text of hidden) {
      const lines = csvLines([
        [text, 'b', text],
        ['c', text],
      ])
      expect([text, opened(lines, separator).filter(runs)]).toEqual([text, []])
    }
  })

  it('leaves what nobody runs as it is', () => {
    const harmless = ['a; b = c', 'x-y;z', 'e-mail a@b.c', 'a\nb']
    expect(opened(csvLines([harmless]), ',').slice(0, 4)).toEqual(harmless)
  })

  it('leaves blank what a lead does not have', () => {
    expect(csvLines([['a', undefined, '', 'b']])).toBe('a,,,b\r\n')
  })

  it('gives every cell back as it was', () => {
    for (const text of [...hidden, 'a\n- one\n- two', 'plain', "it's; 'quoted'"]) {
      expect(withoutApostrophe(opened(csvLines([[text]]), ',')[0] ?? '')).toBe(text)
    }
  })
})
