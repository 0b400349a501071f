import type { z } from 'zod'
import type { Client } from './client.ts'

interface PageOf<Item> {
  items: Item[]
  next: string | null
  count?: number | undefined
}

const largest = 500

/**
 * The newest `limit` items of a list, page by page. A filter with an address or a text is sent as a body, because logs hold URLs.
 * @param path path of the list; its searches are at `…/searches`.
 */
export async function newest<Item>(
  client: Client,
  path: '/leads' | '/deliveries',
  shape: z.ZodType<PageOf<Item>>,
  filter: object,
  limit: number,
): Promise<Required<PageOf<Item>>> {
  const items: Item[] = []
  let count: number | undefined
  for (let after: string | undefined; ; ) {
    const asked = { ...filter, limit: Math.min(limit - items.length, largest), after, count: count === undefined }
    const page =
      'email' in filter || 'text' in filter
        ? await client.send('POST', `${path}/searches`, shape, asked)
        : await client.get(path, shape, asked)
    items.push(...page.items)
    count ??= page.count
    after = page.next ?? undefined
    if (!after || items.length >= limit) return { items, next: page.next, count: count ?? items.length }
  }
}
