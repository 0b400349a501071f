import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { channels } from '../../channels/index.ts'
import { findProblem } from '../../src/delivery/problem.ts'
import { saysSo } from '../../src/outside/answer.ts'

const readme = readFileSync(new URL('../../channels/README.md', import.meta.url), 'utf8')
const sectionOf = (type: string) => readme.split(/^## /m).find((part) => part.startsWith(`${type}\n`)) ?? ''

describe.for(channels.map((channel) => [channel.type, channel] as const))('%s', ([type, channel]) => {
  test('the README names every setting, and none that is not there', () => {
    const named = [...sectionOf(type).matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name)
    expect(named.sort()).toEqual(Object.keys(channel.settings.shape).sort())
  })

  test('the README shows the channel in its example, and links to its problems', () => {
    expect(readme).toContain(`type: ${type}\n`)
    expect(sectionOf(type)).toContain(`(${type}/problems.md)`)
  })

  test('every problem is known by its own words and codes', () => {
    for (const { id, wording, codes = [] } of channel.problems) {
      for (const words of wording) {
        const known = channel.problems.filter((problem) => saysSo(problem, words)).map((problem) => problem.id)
        expect(known, words).toContain(id)
      }
      for (const code of codes) expect(findProblem(channel.problems, { code, message: '' })?.id, code).toBe(id)
    }
  })

  test('no word speaks of destinations or leads that wait, and no placeholder is left', () => {
    for (const { id, cause, remedy } of channel.problems) {
      expect([id, cause, ...remedy].join('\n')).not.toMatch(/\{\w+\}|[Cc]heck the destination|its leads/)
    }
  })
})

test('types are named once', () => {
  expect(new Set(channels.map(({ type }) => type)).size).toBe(channels.length)
})
