import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dynamics } from '../../../connectors/dynamics/index.ts'

const readme = readFileSync(new URL('../../../connectors/dynamics/README.md', import.meta.url), 'utf8')

/** The code spans in the first column of a section's tables. */
function named(section: string): string[] {
  const text = readme.split(/^## /m).find((part) => part.startsWith(section)) ?? ''
  const firstCells = [...text.matchAll(/^\| (`[^|]*?) \|/gm)].map(([, cell = '']) => cell)
  return firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
}

describe('the README', () => {
  test('lists the settings, all and no other', () => {
    expect(named('Settings')).toEqual(Object.keys(dynamics.settings.shape))
  })

  test('lists the fields, all and no other', () => {
    expect(named('What is sent')).toEqual(Object.keys(dynamics.fields))
  })

  test('lists the problems, all and no other', () => {
    expect(named('Problems')).toEqual(dynamics.problems.map(({ id }) => id))
  })

  test('tells the class of every code', () => {
    const failures = readme.split(/^## /m).find((part) => part.startsWith('Failures')) ?? ''
    for (const { class: c, codes = [] } of dynamics.problems.filter((problem) => problem.class)) {
      const row = failures.split('\n').find((line) => line.startsWith(`| \`${c}\``))
      for (const code of codes.filter((each) => each.startsWith('0x'))) expect(row).toContain(code)
    }
  })

  test('shows a destination that can be read', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? []
    const keys = [...yaml.matchAll(/^ {4}(\w+):/gm)].map(([, key = '']) => key).filter((key) => key !== 'type')
    expect(keys.filter((key) => !(key in dynamics.settings.shape))).toEqual([])
    expect(keys.length).toBeGreaterThan(4)
  })
})
