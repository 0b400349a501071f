/** The last act of this tab that can be taken back: `u` does it. */
import type { Answer } from '../../hub/client.ts'
import { hub } from '../../hub/client.ts'
import { readAgain } from '../../hub/queries.ts'

let last: string | undefined

export function rememberReplay(id: string): void {
  last = id
}

/** @returns undefined if there is nothing to take back */
export async function undoLast(): Promise<Answer<'post /replays/{id}/undos'> | undefined> {
  if (last === undefined) return undefined
  const id = last
  last = undefined
  const undone = await hub.call('post /replays/{id}/undos', { params: { id } })
  await readAgain()
  return undone
}
