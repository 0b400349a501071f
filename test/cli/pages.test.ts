import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Client } from '../../src/cli/client.ts'
import { newest } from '../../src/cli/pages.ts'

const shape = z.object({ items: z.array(z.number()), next: z.string().nullable(), count: z.int().optional() })

/** A client with a list of 1,200 numbers. */
function listOf(asked: [string, string, Record<string, unknown>][]): Client {
  const page = (method: string, path: string, given: object = {}) => {
    const query = given as { limit: number; after?: string; count?: boolean }
    asked.push([method, path, { ...query }])
    const from = Number(query.after ?? 0)
    const items = Array.from({ length: Math.min(query.limit, 1_200 - from) }, (_, n) => from + n)
    const end = from + items.length
    return Promise.resolve({ items, next: end < 1_200 ? String(end) : null, ...(query.count ? { count: 1_200 } : {}) })
  }
  return {
    url: '',
    get: async (path, of, query) => of.parse(await page('GET', path, query)) as never,
    send: async (method, path, of, body) => of.parse(await page(method, path, body)) as never,
  }
}

it('fetches page by page up to the limit, and counts once', async () => {
  const asked: Parameters<typeof listOf>[0] = []
  const found = await newest(listOf(asked), '/leads', shape, { state: ['routed'] }, 700)
  expect(found.items).toEqual(Array.from({ length: 700 }, (_, n) => n))
  expect(found.count).toBe(1_200)
  expect(asked.map(([method, path, { limit, count }]) => [method, path, limit, count])).toEqual([
    ['GET', '/leads', 500, true],
    ['GET', '/leads', 200, false],
  ])
})

it('ends at the end of the list', async () => {
  expect((await newest(listOf([]), '/leads', shape, {}, 5_000)).items).toHaveLength(1_200)
})

it('puts no address into a URL', async () => {
  const asked: Parameters<typeof listOf>[0] = []
  await newest(listOf(asked), '/deliveries', shape, { email: 'ann@contoso.com' }, 600)
  expect(asked.map(([method, path]) => [method, path])).toEqual(Array(2).fill(['POST', '/deliveries/searches']))
})
