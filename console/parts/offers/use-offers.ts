import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'

/** As many as the hub tells at once. */
const most = 200

/** The offers that leads were about, to choose one of. */
export function useOffers(): Answer<'get /offers'>['items'] {
  return useHub('get /offers', { query: { limit: most } }).data?.items ?? []
}
