import type { HubProblem } from '../../hub/client.ts'
import { type AnyState, isState } from '../state/state.tsx'

interface Change {
  state: AnyState
  acts: readonly { actor: string; action: string; subject: string; at: string }[]
}

/** What somebody else did since the thing was shown, and how it is now: of a refusal with 412. */
export function changeOf({ status, details }: Pick<HubProblem, 'status' | 'details'>): Change | undefined {
  const { state, acts } = details as Partial<Change>
  return status === 412 && state !== undefined && isState(state) && acts !== undefined ? { state, acts } : undefined
}
