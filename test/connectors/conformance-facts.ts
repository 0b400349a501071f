import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Connector } from '../../src/connector.ts'
import { compileMapping } from '../../src/mapping/map.ts'

/** What connectors and channels declare alike. */
type Facts = Pick<Connector, 'type' | 'label' | 'summary' | 'settings' | 'problems'>

/** What is true of a connector before it is opened: its name, fields, settings and catalogue of problems. */
export function conformingFacts(connector: Connector): void {
  test('facts hold a default mapping that compiles', () => {
    expect(compileMapping(connector.fields).fields.length).toBeGreaterThan(0)
  })
  conformingDeclaration(connector)
}

/** What is true of a connector or channel before it is opened. */
export function conformingDeclaration(declared: Facts): void {
  describe('facts', () => {
    test('are named for config.yaml and for people', () => {
      expect(declared.type).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      expect(declared.label.trim()).not.toBe('')
      expect(declared.summary).toMatch(/^\S.*[^.\s]\.?$/)
    })

    test('list each problem once, with wording, cause, remedy and link', () => {
      const ids = declared.problems.map((problem) => problem.id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const problem of declared.problems) {
        expect(problem.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
        expect(problem.id.startsWith(`${declared.type}-`), problem.id).toBe(true)
        expect(
          problem.wording.filter((text) => text.trim()),
          problem.id,
        ).not.toHaveLength(0)
        expect(problem.cause.trim(), problem.id).not.toBe('')
        expect(
          problem.remedy.filter((step) => step.trim()),
          problem.id,
        ).not.toHaveLength(0)
        expect(problem.link, problem.id).toMatch(/^https:\/\/\S+$/)
        for (const pattern of problem.patterns ?? []) expect(pattern.global, `${problem.id}: no g flag`).toBe(false)
      }
    })
  })

  describe('settings', () => {
    test('refuse an unknown key', () => {
      const unknown = declared.settings.safeParse({ noSuchSetting: 1 }).error?.issues ?? []
      expect(unknown.find((issue) => issue.code === 'unrecognized_keys')?.keys).toEqual(['noSuchSetting'])
    })

    test('carry a title and help on every key, outermost', () => {
      for (const { path, schema } of settingsOf(declared.settings)) {
        expect(schema.meta(), path).toMatchObject({
          title: expect.stringMatching(/\S/),
          help: expect.stringMatching(/\S/),
        })
      }
    })

    test('mark what is secret', () => {
      for (const { path, name, schema } of settingsOf(declared.settings)) {
        if (secretName.test(name) && holdsText(schema)) expect(schema.meta()?.['secret'], path).toBe(true)
      }
    })

    test('can be told as JSON Schema, for forms and docs', () => {
      const schema = z.toJSONSchema(declared.settings, { io: 'input', unrepresentable: 'any' })
      expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(declared.settings.shape))
    })
  })
}

// partitionKey, publicKey and keyColumn are keys of another sort.
const secretName =
  /(secrets?|passwords?|passphrase|tokens?|connectionString|sas|sasToken|sasUrl)$|^(api|access|account|private|shared|application|function|client|signing)?keys?$/i

interface Setting {
  path: string
  name: string
  schema: z.ZodType
}

export function settingsOf(object: z.ZodObject, above = ''): Setting[] {
  return Object.entries(object.shape).flatMap(([name, schema]) => {
    const setting = { path: above + name, name, schema: schema as z.ZodType }
    const inner = partsOf(setting.schema).filter((part) => part instanceof z.ZodObject)
    return [setting, ...inner.flatMap((part) => settingsOf(part, `${above}${name}.`))]
  })
}

function partsOf(schema: z.ZodType): z.ZodType[] {
  const def = schema.def as {
    innerType?: z.ZodType
    in?: z.ZodType
    element?: z.ZodType
    options?: readonly z.ZodType[]
  }
  const parts = [def.innerType, def.in, def.element, ...(def.options ?? [])].filter((part) => part instanceof z.ZodType)
  return [schema, ...parts.flatMap(partsOf)]
}

function holdsText(schema: z.ZodType): boolean {
  return partsOf(schema).some((part) => part instanceof z.ZodString || part instanceof z.ZodRecord)
}
