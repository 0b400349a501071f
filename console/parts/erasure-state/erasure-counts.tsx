import type { Answer } from '../../hub/client.ts'
import { ErasureState } from './erasure-state.tsx'

type Counts = Answer<'get /erasures'>['items'][number]['records']

/** How many records are in which state. */
export function ErasureCounts({ of }: { of: Counts }) {
  const states = (Object.keys(of) as (keyof Counts)[]).filter((state) => (of[state] ?? 0) > 0)
  if (states.length === 0) return null
  return (
    <p>
      {states.map((state, at) => (
        <span key={state}>
          {at > 0 && ' · '}
          {of[state]} × <ErasureState of={state} />
        </span>
      ))}
    </p>
  )
}
