import { useQuery } from '@tanstack/react-query'
import { type Answer, hub } from './client.ts'

type Offer = Answer<'get /offers'>['items'][number]

/** The hub's limit for a page. */
const pageSize = 200
/** So many offers can be chosen from. */
const most = 2_000

/** The known offers by name, for choosing one. They are not read again at each lead, as what is told of each is not shown. */
export function useOffers(): readonly Pick<Offer, 'offer' | 'title'>[] {
  const { data } = useQuery({ queryKey: ['offers'], queryFn: ({ signal }) => allOffers(signal) })
  return data ?? none
}

const none: readonly Offer[] = []

async function allOffers(signal: AbortSignal): Promise<Offer[]> {
  const all: Offer[] = []
  let after: string | null = ''
  while (after !== null && all.length < most) {
    const page: Answer<'get /offers'> = await hub.call('get /offers', { query: { limit: pageSize, after }, signal })
    all.push(...page.items)
    after = page.next
  }
  return all
}
