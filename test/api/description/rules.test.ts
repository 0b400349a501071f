/** The OpenAPI description against the recommended rules of two linters. */
import { createConfig, lintFromString } from '@redocly/openapi-core'
import spectral from '@stoplight/spectral-core'
import parsers from '@stoplight/spectral-parsers'
import rulesets from '@stoplight/spectral-rulesets'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../../src/api/description/example.ts'
import { endpoints } from '../../../src/api/endpoints.ts'
import { described } from './described.ts'

let text: string
beforeAll(async () => {
  text = JSON.stringify(await described())
})

async function byRedocly(source: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source, config, absoluteRef: 'openapi.json' })
  return found.map(({ severity, ruleId, message, location }) =>
    [severity, ruleId, message, location[0]?.pointer].join(' '),
  )
}

async function bySpectral(source: string): Promise<string[]> {
  const linter = new spectral.Spectral()
  linter.setRuleset({ extends: [[rulesets.oas as never, 'recommended']] })
  const found = await linter.run(new spectral.Document(source, parsers.Json, 'openapi.json'))
  return found.map(({ severity, code, message, path }) => [severity, code, message, path.join('.')].join(' '))
}

const linters = [
  ['Redocly', byRedocly, 'info-license'],
  ['Spectral', bySpectral, 'operation-tag-defined'],
] as const

describe.each(linters)('the recommended rules of %s', (_, lint, rule) => {
  it('find nothing in the description, not even a warning', async () => {
    expect(await lint(text)).toEqual([])
  }, 60_000)

  it('would find a mistake', async () => {
    const { tags: _tags, info, ...rest } = JSON.parse(text)
    const { license: _license, ...poor } = info
    expect((await lint(JSON.stringify({ ...rest, info: poor }))).join('\n')).toContain(rule)
  }, 60_000)
})

type Content = Record<string, { example?: unknown }>
const jsonAnswers = endpoints.filter(({ streams }) => !streams)

it.each(jsonAnswers.map((one) => [one.method, one.path, one] as const))(
  '%s %s has examples that its schemas accept',
  (method, path, one) => {
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Json>> }
    const operation = paths[`/api${path}`]?.[method]
    const responses = operation?.['responses'] as Record<string, { content?: Content }>
    const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'))
    for (const [, { content }] of answers) one.answer.parse(content?.['application/json']?.example)
    expect(answers.length).toBeGreaterThan(0)
    const { content } = (operation?.['requestBody'] ?? {}) as { content?: Content }
    if (one.body) one.body.parse(content?.['application/json']?.example)
  },
)
