import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { deliveryStates, destinationStates, leadStates } from '../../src/ledger/states.ts'
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

test('every invariant names an existing test', () => {
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
