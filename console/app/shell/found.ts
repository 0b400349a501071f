import { useQuery } from '@tanstack/react-query'
import { type Answer, HubProblem, hub } from '../../hub/client.ts'

/** Shorter texts would find too much. */
const shortest = 2
const most = 8
const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type Lead = Pick<
  Answer<'post /leads/searches'>['items'][number],
  'id' | 'name' | 'company' | 'offer' | 'matched' | 'receivedAt'
>
type Delivery = Pick<Answer<'get /deliveries/{id}'>, 'id' | 'leadId' | 'state' | 'destination'>

interface Found {
  leads: readonly Lead[]
  /** How many there are in all. */
  count: number
  delivery: (Delivery & { href: string }) | undefined
}

const nothing: Found = { leads: [], count: 0, delivery: undefined }

/** Leads by person, receipt or id, and a delivery by its id. A viewer may search by ids alone. */
export function useFound(text: string, byPerson: boolean): Found & { isAsking: boolean } {
  const isId = id.test(text)
  const { data, isFetching } = useQuery({
    queryKey: ['find', text, byPerson],
    queryFn: () => find(text, isId, byPerson),
    enabled: isId || (byPerson && text.length >= shortest),
    refetchInterval: false,
    gcTime: 0,
  })
  return { ...(data ?? nothing), isAsking: isFetching }
}

async function find(text: string, isId: boolean, byPerson: boolean): Promise<Found> {
  const [found, delivery] = await Promise.all([
    byPerson
      ? hub.call('post /leads/searches', { body: { text, limit: most, count: true } })
      : orNone(hub.call('get /leads/{id}', { params: { id: text } })).then((lead) =>
          lead ? { items: [{ ...lead, name: null, company: null }], count: 1 } : { items: [], count: 0 },
        ),
    isId ? orNone(hub.call('get /deliveries/{id}', { params: { id: text } })) : undefined,
  ])
  // The search by text finds the lead of a delivery, too.
  const others = found.items.filter((lead) => lead.id !== delivery?.leadId)
  return {
    leads: others,
    count: found.count ?? 0,
    delivery: delivery && { ...delivery, href: `/leads/${delivery.leadId}` },
  }
}

/** An id of nothing is no error here. A text without a letter finds nothing, too. */
function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof HubProblem && error.status === 404) return undefined
    throw error
  })
}
