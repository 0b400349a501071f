import type { Answer, Query } from '../client/operations.ts'
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

interface Paging {
  limit: number
  after: string | undefined
  count: boolean
}

/** The filter of a list, without its paging. */
export type FilterOf<P extends '/leads' | '/deliveries'> = Omit<Query<`get ${P}`>, keyof Paging>

type Calls = Pick<Client, 'call'>

// A filter with an address or a text is sent as a body, because logs hold URLs.

export function listOfLeads({ call }: Calls) {
  return (asked: Query<'get /leads'> & { text?: string }): Promise<Answer<'get /leads'>> =>
    'email' in asked || 'text' in asked
      ? call('post /leads/searches', { body: asked })
      : call('get /leads', { query: asked })
}

export function listOfDeliveries({ call }: Calls) {
  return (asked: Query<'get /deliveries'>): Promise<Answer<'get /deliveries'>> =>
    'email' in asked ? call('post /deliveries/searches', { body: asked }) : call('get /deliveries', { query: asked })
}

const largest = 500

/** The newest `limit` items of a list, page by page. */
export async function newest<Item, Filter>(
  list: (asked: Filter & Paging) => Promise<PageOf<Item>>,
  filter: NoInfer<Filter>,
  limit: number,
): Promise<Newest<Item>> {
  const items: Item[] = []
  let count: number | undefined
  let capped: true | undefined
  for (let after: string | undefined; ; ) {
    const asked = { ...filter, limit: Math.min(limit - items.length, largest), after, count: count === undefined }
    const page = await list(asked)
    items.push(...page.items)
    count ??= page.count
    capped ??= page.capped
    after = page.next ?? undefined
    if (!after || items.length >= limit) {
      return { items, next: page.next, count: count ?? items.length, ...(capped ? { capped } : {}) }
    }
  }
}
