import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Connector } from '../../src/connector.ts'
import { documented, problemFaults, repeatedCodes } from './documented.ts'

const known = { wording: ['x'], cause: 'x', remedy: ['x'], link: 'https://acme.example' }
const acme = {
  problems: [
    { ...known, id: 'acme-key', class: 'configuration' as const, codes: ['BAD_KEY', '5.7.60', '502'] },
    { ...known, id: 'acme-busy' },
  ],
}

test('a README that lists the problems lists all of them, and no other', () => {
  expect(problemFaults('| `acme-key` | x |\n| `acme-busy` | x |', acme, false)).toEqual([])
  expect(problemFaults('| `acme-key` | x |\n| `acme-gone` | x |', acme, false)).toEqual([
    'acme-busy is missing',
    'acme-gone is in no catalogue',
  ])
})

test('a README that links to problems.md lists none, and the page is there', () => {
  const link = 'Each problem stands in [problems.md](problems.md).'
  expect(problemFaults(link, acme, true)).toEqual([])
  expect(problemFaults(link, acme, false)).toEqual(['problems.md is not there'])
  expect(problemFaults(`${link}\n| \`acme-key\` | x |`, acme, true)).toEqual(['acme-key stands twice'])
})

test('the codes of the catalogue are found in the text', () => {
  expect(repeatedCodes('A wrong key (`BAD_KEY`, 5.7.60), not 5.7.601.', acme)).toEqual(['BAD_KEY', '5.7.60'])
  expect(repeatedCodes('A wrong key; see acme-busy. HTTP 502 too.', acme)).toEqual([])
})

// As the author of a connector calls it, in a folder of the author's own.
const folder = mkdtempSync(path.join(tmpdir(), 'leadyard readme '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const classes = ['configuration', 'rejected', 'transient', 'uncertain'].map((name) => `| \`${name}\` | x |`)
const readme = [
  ...['# ACME', '', '## Settings', '', '| `url` | x |', '', '## Failures', '', ...classes, ''],
  ...['## Problems', '', '[problems.md](problems.md) lists them.', ''],
]
writeFileSync(path.join(folder, 'README.md'), readme.join('\n'))
writeFileSync(path.join(folder, 'problems.md'), '# Problems\n')

documented(
  {
    ...acme,
    type: 'acme',
    label: 'ACME',
    summary: 'x',
    settings: z.strictObject({ url: z.url().meta({ title: 'URL', help: 'x' }) }),
    fields: {},
    repeat: 'harmless',
    open: () => ({ deliver: async () => ({ outcome: 'created' }) }),
  } satisfies Connector,
  folder,
)
