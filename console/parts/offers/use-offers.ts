import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Answer, hub } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'

type Offers = Answer<'get /offers'>['items']

/** As many as the hub tells at once. */
const most = 200
/** So many can be chosen from. */
const mostInAll = 2_000
const none: Offers = []

/** The offers that leads were about, to choose one of. */
export function useOffers(): Offers {
  const first = useHub('get /offers', { query: { limit: most } }).data
  const after = first?.next ?? null
  const { data: rest = none } = useQuery({
    queryKey: ['offers', after],
    queryFn: ({ signal }) => offersAfter(after, signal),
    enabled: after !== null,
  })
  return useMemo(() => [...(first?.items ?? none), ...(after === null ? none : rest)], [first, after, rest])
}

async function offersAfter(from: string | null, signal: AbortSignal): Promise<Offers> {
  const all: Offers = []
  let after = from
  while (after !== null && all.length < mostInAll) {
    const page: Answer<'get /offers'> = await hub.call('get /offers', { query: { limit: most, after }, signal })
    all.push(...page.items)
    after = page.next
  }
  return all
}
