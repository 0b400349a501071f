import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Connector } from '../../src/connector.ts'

const ours = path.join(import.meta.dirname, '..', '..', 'connectors')

/**
 * The README names every setting, no setting that does not exist, and the failure classes. Under "Problems" it lists every
 * problem, or links to `problems.md` next to it. The codes of the catalogue are not repeated under "Failures".
 * @param folder of README.md and problems.md: `import.meta.dirname`. @default the connector's folder in this repository
 */
export function documented(connector: Connector, folder = path.join(ours, connector.type)): void {
  describe(`README of ${connector.type}`, () => {
    const readme = readFileSync(path.join(folder, 'README.md'), 'utf8')

    test('names every setting, and none that is not there', () => {
      expect(firstColumn(readme, 'Settings')).toEqual(Object.keys(connector.settings.shape).sort())
    })

    test('links to problems.md, or names every problem and none that is not in the catalogue', () => {
      expect(
        problemFaults(section(readme, 'Problems'), connector, existsSync(path.join(folder, 'problems.md'))),
      ).toEqual([])
    })

    test('has a line for every failure class a connector may tell', () => {
      expect(firstColumn(readme, 'Failures')).toEqual(['configuration', 'rejected', 'transient', 'uncertain'])
    })

    test('repeats no code of the catalogue under "Failures"', () => {
      expect(repeatedCodes(section(readme, 'Failures'), connector)).toEqual([])
    })
  })
}

/** @param hasCatalogue whether `problems.md` stands next to the README. */
export function problemFaults(
  text: string,
  { problems }: Pick<Connector, 'problems'>,
  hasCatalogue: boolean,
): string[] {
  const named = rowNames(text)
  if (/\]\((\.\/)?problems\.md(#[^)]*)?\)/.test(text)) {
    const twice = named.filter((name) => problems.some(({ id }) => id === name)).map((id) => `${id} stands twice`)
    return hasCatalogue ? twice : ['problems.md is not there']
  }
  const ids = problems.map(({ id }) => id)
  return [
    ...ids.filter((id) => !named.includes(id)).map((id) => `${id} is missing`),
    ...named.filter((name) => !ids.includes(name)).map((name) => `${name} is in no catalogue`),
  ]
}

/** Three digits that may be a status stay: a README may explain the classes by HTTP and SMTP statuses. */
export function repeatedCodes(text: string, { problems }: Pick<Connector, 'problems'>): string[] {
  const codes = new Set(problems.flatMap(({ class: judged, codes = [] }) => (judged ? codes : [])))
  const said = new Set(text.split(/[^\w.-]+/).map((word) => word.replace(/\.$/, '')))
  return [...codes].filter((code) => said.has(code) && !/^[1-5]\d\d$/.test(code))
}

function section(text: string, heading: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
}

function firstColumn(text: string, heading: string): string[] {
  return rowNames(section(text, heading))
}

function rowNames(text: string): string[] {
  return [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name).sort()
}
