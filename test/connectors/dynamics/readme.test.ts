import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dynamics } from '../../../connectors/dynamics/index.ts'
import { problemFaults, repeatedCodes } from '../documented.ts'

const readme = readFileSync(new URL('../../../connectors/dynamics/README.md', import.meta.url), 'utf8')

function section(heading: string): string {
  return readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
}

/** The code spans in the first column of a section's tables. */
function named(heading: string): string[] {
  const firstCells = [...section(heading).matchAll(/^\| (`[^|]*?) \|/gm)].map(([, cell = '']) => cell)
  return firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
}

describe('the README', () => {
  test('lists the settings, all and no other', () => {
    expect(named('Settings')).toEqual(Object.keys(dynamics.settings.shape))
  })

  test('lists the fields, all and no other', () => {
    expect(named('What is sent')).toEqual(Object.keys(dynamics.fields))
  })

  test('leaves problems and codes to the catalogue', () => {
    expect(section('Problems')).toContain('(problems.md)')
    expect(problemFaults(section('Problems'), dynamics, true)).toEqual([])
    expect(repeatedCodes(section('Failures'), dynamics)).toEqual([])
  })

  test('has a line for every failure class a connector may tell', () => {
    expect(named('Failures').sort()).toEqual(['configuration', 'rejected', 'transient', 'uncertain'])
  })

  test('shows a destination that can be read', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? []
    const keys = [...yaml.matchAll(/^ {4}(\w+):/gm)].map(([, key = '']) => key).filter((key) => key !== 'type')
    expect(keys.filter((key) => !(key in dynamics.settings.shape))).toEqual([])
    expect(keys.length).toBeGreaterThan(4)
  })
})
