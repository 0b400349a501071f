/** The last replay of many that can be taken back: `u` does it. The hub knows it, so it outlasts the page. */
import { type Answer, hub } from '../../hub/client.ts'
import { readAgain } from '../../hub/queries.ts'

export type UndoPlan = Extract<Answer<'post /replays/{id}/undos'>, { dryRun: true }>

/** What an undo would take back at this moment. */
export async function planUndo(id: string): Promise<UndoPlan> {
  const answer = await hub.call('post /replays/{id}/undos', { params: { id }, body: { dryRun: true } })
  if (!('dryRun' in answer)) throw new Error('The hub began the undo instead of only telling what it takes.')
  return answer
}

/**
 * Begins the undo of this person's newest replay, which the hub finishes by itself.
 * @returns what it takes; undefined if nothing of it is in line, or it is being taken back already
 */
export async function undoLast(person: string): Promise<UndoPlan | undefined> {
  const { items } = await hub.call('get /replays')
  const last = items.find(({ actor }) => actor === person)
  if (!last || last.undo) return undefined
  const plan = await planUndo(last.id)
  if (plan.total === 0) return undefined
  await hub.call('post /replays/{id}/undos', { params: { id: last.id }, body: {} })
  await readAgain()
  return plan
}
