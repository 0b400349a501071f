import Table from 'cli-table3'
import { expect, it, vi } from 'vitest'
import { table } from '../../src/cli/table.ts'

const columns = [{ title: 'ID', whole: true }, { title: 'WHAT' }, { title: 'WHY' }]
const id = '01a1f98a-23c4-7614-87e2-e8a6b6b466b3'
const rows = [
  [id, 'short', 'a long explanation with many words in it'],
  [id, '', 'https://example.com/a/very/long/address/without/any/space'],
]

it('gives every row its own line without a width', () => {
  const lines = table(columns, rows).split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toMatch(/^ID +WHAT +WHY$/)
  expect(lines[1]).toMatch(/^─+$/)
  expect(lines[2]).toBe(`${id}  short  a long explanation with many words in it`)
  expect(lines[3]).toBe(`${id}         https://example.com/a/very/long/address/without/any/space`)
})

it.each([70, 80, 100])('fits %i columns, breaks between words, loses no text and never breaks an id', (width) => {
  const drawn = table(columns, rows, width)
  for (const line of drawn.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  expect(drawn.split(id)).toHaveLength(3)
  expect(drawn).not.toContain('…')
  const whys = drawn.split('\n').map((line) => line.slice(drawn.indexOf('WHY')).trim())
  expect(whys.join(' ')).toContain('many')
  expect(whys.join('')).toContain('https://example.com/a/very/long/address/without/any/space')
})

it('does not break whole columns even if they are too wide', () => {
  expect(table(columns, rows, 30)).toContain(id)
})

it('draws thousands of rows in small parts, because the time of a part grows with the square of its rows', () => {
  const drawPart = vi.spyOn(Table.prototype, 'toString')
  const many = Array.from({ length: 2_345 }, (_, at) => [`id-${at}`, at % 3 === 0 ? '' : 'short', 'why'])
  const [head, rule, ...drawn] = table(columns, many).split('\n')
  const parts = drawPart.mock.contexts.map((part) => (part as unknown as unknown[]).length)
  drawPart.mockRestore()
  expect([head, rule]).toEqual([expect.stringMatching(/^ID +WHAT +WHY$/), expect.stringMatching(/^─+$/)])
  expect(drawn.map((line) => line.split(/ +/))).toEqual(many.map((row) => row.filter(Boolean)))
  expect(parts.reduce((sum, one) => sum + one)).toBe(many.length)
  expect(Math.max(...parts)).toBeLessThanOrEqual(100)
})
