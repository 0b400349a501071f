import type { z } from 'zod'
import type { Client } from './client.ts'

interface PageOf<Item> {
  items: Item[]
  next: string | null
  count?: number | undefined
  /** There are more. */
  capped?: true | undefined
}

export interface Newest<Item> {
  items: Item[]
  next: string | null
  count: number
  capped?: true
}

const largest = 500

/**
 * The newest `limit` items of a list, page by page. A filter with an address is sent as a body, because logs hold URLs.
 * @param path path of the list; its searches are at `…/searches`.
 */
export async function newest<Item>(
  client: Client,
  path: '/leads' | '/deliveries',
  shape: z.ZodType<PageOf<Item>>,
  filter: object,
  limit: number,
): Promise<Newest<Item>> {
  const items: Item[] = []
  let count: number | undefined
  let capped: true | undefined
  for (let after: string | undefined; ; ) {
    const asked = { ...filter, limit: Math.min(limit - items.length, largest), after, count: count === undefined }
    const page =
      'email' in filter
        ? await client.send('POST', `${path}/searches`, shape, asked)
        : await client.get(path, shape, asked)
    items.push(...page.items)
    count ??= page.count
    capped ??= page.capped
    after = page.next ?? undefined
    if (!after || items.length >= limit) {
      return { items, next: page.next, count: count ?? items.length, ...(capped ? { capped } : {}) }
    }
  }
}
