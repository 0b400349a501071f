import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Connector } from '../../src/connector.ts'

/** The connector's README names every setting and every problem, none that does not exist, and the failure classes. */
export function documented(connector: Connector): void {
  describe(`README of ${connector.type}`, () => {
    const readme = readFileSync(new URL(`../../connectors/${connector.type}/README.md`, import.meta.url), 'utf8')

    test('names every setting, and none that is not there', () => {
      expect(firstColumn(readme, 'Settings')).toEqual(Object.keys(connector.settings.shape).sort())
    })

    test('names every problem, and none that is not in the catalogue', () => {
      expect(firstColumn(readme, 'Problems')).toEqual(connector.problems.map(({ id }) => id).sort())
    })

    test('has a line for every failure class a connector may tell', () => {
      expect(firstColumn(readme, 'Failures')).toEqual(['configuration', 'rejected', 'transient', 'uncertain'])
    })
  })
}

function firstColumn(text: string, heading: string): (string | undefined)[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]).sort()
}
