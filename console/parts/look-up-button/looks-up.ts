import { useHub } from '../../hub/queries.ts'

/** Whether the far end of a destination can be asked for a record. Not, as long as nothing is known of it. */
export function useLooksUp(destination: string): boolean {
  const { data } = useHub('get /destinations')
  return data?.items.find(({ id }) => id === destination)?.looksUp ?? false
}
