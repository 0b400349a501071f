import { expect, it } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import { listOfDeliveries, listOfLeads, newest } from '../../src/cli/pages.ts'

interface Asked {
  name: string
  given: { limit: number; after?: string; count?: boolean }
}

/** A client with a list of 1,200 numbers. */
function listOf(asked: Asked[]): Pick<Client, 'call'> {
  const call = async (name: string, { query, body }: { query?: Asked['given']; body?: Asked['given'] }) => {
    const given = query ?? body ?? { limit: 0 }
    asked.push({ name, given: { ...given } })
    const from = Number(given.after ?? 0)
    const items = Array.from({ length: Math.min(given.limit, 1_200 - from) }, (_, n) => from + n)
    const end = from + items.length
    return { items, next: end < 1_200 ? String(end) : null, ...(given.count ? { count: 1_200 } : {}) }
  }
  return { call: call as Client['call'] }
}

it('fetches page by page up to the limit, and counts once', async () => {
  const asked: Asked[] = []
  const found = await newest(listOfLeads(listOf(asked)), { state: ['routed'] }, 700)
  expect(found.items).toEqual(Array.from({ length: 700 }, (_, n) => n))
  expect(found.count).toBe(1_200)
  expect(asked.map(({ name, given: { limit, count } }) => [name, limit, count])).toEqual([
    ['get /leads', 500, true],
    ['get /leads', 200, false],
  ])
})

it('ends at the end of the list', async () => {
  expect((await newest(listOfLeads(listOf([])), {}, 5_000)).items).toHaveLength(1_200)
})

it('puts no address into a URL', async () => {
  const asked: Asked[] = []
  await newest(listOfDeliveries(listOf(asked)), { email: 'ann@contoso.com' }, 600)
  await newest(listOfLeads(listOf(asked)), { email: 'ann@contoso.com' }, 1)
  expect(asked.map(({ name }) => name)).toEqual([...Array(2).fill('post /deliveries/searches'), 'post /leads/searches'])
})
