import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endpoints } from '../../src/api/endpoints.ts'
import { deliveryFilter } from '../../src/api/filters.ts'
import { type Answer, type Rig, startRig } from './rig.ts'

let rig: Rig
let described: Answer['body']

beforeAll(async () => {
  rig = await startRig({ destinations: { a: {} } })
  described = (await rig.get('/api/openapi.json')).body
})
afterAll(() => rig.close())

interface Operation {
  operationId: string
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { required: boolean; content: Record<string, { schema: { $ref: string } }> }
  responses: Record<string, { description: string; content: object }>
}

const operations = (): [string, string, Operation][] =>
  Object.entries<Record<string, Operation>>(described.paths).flatMap(([path, held]) =>
    Object.entries(held).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
  )

it('is OpenAPI 3.1 and names exactly the existing operations', () => {
  expect(described.openapi).toBe('3.1.0')
  const served = endpoints.map(({ method, path }) => `${method} /api${path}`)
  expect(
    operations()
      .map(([method, path]) => `${method} ${path}`)
      .toSorted(),
  ).toEqual(served.toSorted())
})

it('gives every operation a unique id', () => {
  const ids = operations().map(([, , { operationId }]) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('post-deliveries-id-replays')
})

it('declares the parameters of every path as required', () => {
  for (const [, path, { parameters }] of operations()) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = parameters.filter((one) => one.in === 'path')
    expect(declared.map(({ name }) => name)).toEqual(named)
    expect(declared.every(({ required }) => required)).toBe(true)
  }
})

it('resolves every reference', () => {
  const references = [...JSON.stringify(described).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? '')
  expect(references.length).toBeGreaterThan(50)
  for (const reference of references) {
    expect(reference).toMatch(/^#\/components\/schemas\/\w+$/)
    expect(described.components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '')
  }
})

it('describes the answers and refusals of each operation', () => {
  for (const [, path, { responses }] of operations()) {
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403']))
    expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true)
    const { 304: _, ...others } = responses
    for (const [status, { content }] of Object.entries(others)) {
      const types = streams[path] ?? ['application/json']
      expect(Object.keys(content)).toEqual(status.startsWith('2') ? types : ['application/problem+json'])
    }
  }
})

const streams: Readonly<Record<string, string[]>> = {
  '/api/exports': ['text/csv', 'application/x-ndjson'],
  '/api/changes': ['text/event-stream'],
  '/api/report': ['application/json', 'text/html'],
}

it('describes the schemas that check the requests', () => {
  const list = described.paths['/api/deliveries'].get as Operation
  const names = list.parameters.map(({ name }) => name)
  const filters = [
    'ids',
    'state',
    'destination',
    'class',
    'problem',
    'code',
    'reference',
    'doubled',
    'lead',
    'replay',
    'from',
    'to',
    'offer',
    'email',
  ]
  expect(names).toEqual([...filters, 'limit', 'after', 'count', 'If-None-Match'])
  expect(list.parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({ maximum: 500, default: 50 })

  const replays = described.paths['/api/replays'].post as Operation
  expect(replays.requestBody?.content['application/json']?.schema.$ref).toBe('#/components/schemas/PostReplaysBody')
  const { properties } = described.components.schemas.PostReplaysBody
  expect(Object.keys(properties)).toEqual([...filters, 'again', 'dryRun', 'expected', 'asOf'])
  expect(Object.keys(replays.responses)).toEqual(expect.arrayContaining(['200', '202']))
})

it('tells which bodies are optional', () => {
  const need = (path: string, method: string) => described.paths[path][method].requestBody.required
  expect(need('/api/deliveries/{id}/replays', 'post')).toBe(false)
  expect(need('/api/destinations/{id}/hold', 'put')).toBe(true)
})

it('has every operation and every filter in docs/api.md', async () => {
  const text = await readFile('docs/api.md', 'utf8')
  for (const { path } of endpoints) expect(text).toContain(`/api${path}\``)
  for (const filter of Object.keys(deliveryFilter)) expect(text).toContain(`\`${filter}\``)
})
