/** The last act of this tab that can be taken back: `u` does it. */
import { type Answer, hub } from '../../hub/client.ts'
import { readAgain } from '../../hub/queries.ts'

export type UndoPlan = Extract<Answer<'post /replays/{id}/undos'>, { dryRun: true }>

let last: string | undefined

export function rememberReplay(id: string): void {
  last = id
}

/** What an undo would take back at this moment. */
export async function planUndo(id: string): Promise<UndoPlan> {
  const answer = await hub.call('post /replays/{id}/undos', { params: { id }, body: { dryRun: true } })
  if (!('dryRun' in answer)) throw new Error('The hub began the undo instead of only telling what it takes.')
  return answer
}

/** Begins the undo, which the hub finishes by itself. @returns what it takes; undefined if there is nothing to take back */
export async function undoLast(): Promise<UndoPlan | undefined> {
  if (last === undefined) return undefined
  const id = last
  last = undefined
  const plan = await planUndo(id)
  await hub.call('post /replays/{id}/undos', { params: { id }, body: {} })
  await readAgain()
  return plan
}
