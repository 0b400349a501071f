import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { deliveryStates, destinationStates, leadStates } from '../../src/ledger/tables.ts'
import { rows, section } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8')

test.each([
  ['Lead', leadStates],
  ['Delivery', deliveryStates],
  ['Destination', destinationStates],
])('the states of a %s are those of the ledger', (title, states) => {
  const part = section(text, 'States')
    .split(/^### /m)
    .find((one) => one.startsWith(`${title}\n`))
  expect([...(part ?? '').matchAll(/^\| `(\w+)`/gm)].map((match) => match[1])).toEqual([...states])
})

test('every invariant names a test that is there', () => {
  const invariants = rows(text, 'Invariants')
  expect(invariants.length).toBeGreaterThan(9)
  for (const [invariant, , shownBy = ''] of invariants) {
    const [, file = '', name = ''] = /^\[[^\]]+\]\(([^)]+)\): "(.+)"$/.exec(shownBy) ?? []
    expect([invariant, readFileSync(path.join(root, file || 'package.json'), 'utf8')]).toEqual([
      invariant,
      expect.stringContaining(`'${name}'`),
    ])
  }
})

test('who may import whom is what the architecture test enforces', () => {
  const enforced = readFileSync(path.join(root, 'test/architecture.test.ts'), 'utf8')
  const [, table = ''] = /^const rooms\b[^=]*= \{\n([\s\S]*?)\n\}\n/m.exec(enforced) ?? []
  const names = (list = '') => [...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => name).join(', ')
  const rooms = [...table.matchAll(/^ {2}'?([\w-]+)'?: \{([\s\S]*?)\bwhy:/gm)].map(([, room = '', held = '']) => [
    room,
    names(/\buses: (\[[^\]]*\])/.exec(held)?.[1]),
    names(/\bknows: (\[[^\]]*\])/.exec(held)?.[1]),
  ])
  expect(rooms.length).toBeGreaterThan(10)
  const told = rows(text, 'Who may import whom').map((cells) =>
    cells.slice(0, 3).map((cell) => cell.replaceAll('`', '')),
  )
  expect(told).toEqual(rooms)
})
