import { expect, it } from 'vitest'
import { z } from 'zod'
import { exampleOf, type Json } from '../../../src/api/description/example.ts'
import { tagOf, tagsOf } from '../../../src/api/description/tags.ts'
import { endpoints } from '../../../src/api/endpoints.ts'
import { described } from './described.ts'

interface Operation {
  tags: string[]
  parameters: { name: string; in: string }[]
  responses: Record<string, { headers?: object }>
}

const { paths, components } = (await described()) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Json> }
}

const statusesOf = (method: string, path: string) => Object.keys(paths[path]?.[method]?.responses ?? {})
const headersOf = (method: string, path: string) =>
  paths[path]?.[method]?.parameters.filter((one) => one.in === 'header').map(({ name }) => name)

it.each([
  ['get', '/api/leads', ['200', '304', '400', '401', '403', '405', '429', '500', '503']],
  ['get', '/api/changes', ['200', '400', '401', '403', '405', '429', '500', '503']],
  [
    'put',
    '/api/destinations/{id}/hold',
    ['200', '400', '401', '403', '404', '405', '412', '413', '415', '429', '500', '503'],
  ],
  [
    'delete',
    '/api/destinations/{id}/hold',
    ['200', '400', '401', '403', '404', '405', '409', '412', '429', '500', '503'],
  ],
  ['post', '/api/replays', ['200', '202', '400', '401', '403', '405', '409', '413', '415', '429', '500', '503']],
])('%s %s has every answer that it gives', (method, path, statuses) => {
  expect(statusesOf(method, path)).toEqual(statuses)
})

it('names the headers with ETags where they count', () => {
  expect(headersOf('get', '/api/destinations/{id}')).toEqual(['If-None-Match'])
  expect(headersOf('post', '/api/deliveries/{id}/cancellations')).toEqual(['If-Match'])
  expect(headersOf('post', '/api/replays')).toEqual([])
  expect(headersOf('get', '/api/exports')).toEqual([])
})

it('gives a body a name, and has no schema that nothing uses', () => {
  expect(components.schemas).toHaveProperty('PutDestinationsIdHoldBody')
  const text = JSON.stringify({ paths, components })
  for (const name of Object.keys(components.schemas)) expect(text).toContain(`"#/components/schemas/${name}"`)
})

it('derives the tag of an operation from its path, also of a path that is new', () => {
  expect(tagOf('/destinations/{id}/hold')).toBe('destinations')
  expect(tagOf('/backlog')).toBe('deliveries')
  expect(tagsOf(['/moons/{id}', '/leads'])).toEqual([
    { name: 'leads', description: expect.stringContaining('Leads') },
    { name: 'moons', description: 'Everything under `/api/moons`.' },
  ])
  expect(endpoints.every(({ path, method }) => paths[`/api${path}`]?.[method]?.tags.length === 1)).toBe(true)
})

it('makes an example of any schema', () => {
  const schema = z.object({
    id: z.uuid(),
    at: z.iso.datetime(),
    state: z.enum(['held', 'open']),
    count: z.int().min(5).max(9),
    ok: z.boolean().nullable(),
    email: z.string(),
    notes: z.array(z.union([z.string(), z.object({ from: z.int() })])),
    counts: z.partialRecord(z.enum(['held']), z.int()),
    any: z.unknown(),
    left: z.string().optional(),
    given: z.string().meta({ examples: ['as written'] }),
  })
  const example = exampleOf(z.toJSONSchema(schema) as Json, {})
  expect(schema.safeParse(example).error).toBeUndefined()
  expect(example).toMatchObject({ state: 'held', email: 'ann@example.com', given: 'as written' })
  expect(example).not.toHaveProperty('left')
})
