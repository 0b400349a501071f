/** Takes back what a replay of many put in line, as far as no attempt has begun. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { type TakenBack, undoPart } from '../ledger/operator-moves.ts'
import { endReplay, findReplay, type LeftInLine, leftInReplay } from '../ledger/replays.ts'
import { ringAt } from './replay.ts'

const part = 500

export interface Undone extends LeftInLine {
  takenBack: number
  /** The replay put nothing more in line. */
  stopped: boolean
}

/**
 * A replay that still runs is stopped first. An undo that was cut short is finished by another undo.
 * @returns undefined if there is no such replay
 */
export async function undoReplay(context: DeliveryContext, actor: string, id: string): Promise<Undone | undefined> {
  if (!(await findReplay(context.db, id))) return undefined
  const stopped = (await endReplay(context.db, id)) !== undefined
  let takenBack = 0
  for (;;) {
    const back = await nextPart(context, actor, id)
    takenBack += back.length
    await ringAt(
      context,
      back.filter(mayBeDue).map(({ destination }) => destination),
    )
    if (back.length < part) break
  }
  return { takenBack, stopped, ...(await leftInReplay(context.db, id)) }
}

function mayBeDue({ state }: TakenBack): boolean {
  return state === 'queued' || state === 'waiting'
}

/** Each part has its own entry in the audit, so that an undo that is cut short is recorded, too. */
function nextPart({ db }: DeliveryContext, actor: string, id: string): Promise<TakenBack[]> {
  return db.transaction().execute(async (tx) => {
    const back = await undoPart(tx, id, part)
    if (back.length > 0) await audit(tx, { actor, action: 'undo', subject: id, detail: { takenBack: back.length } })
    return back
  })
}
