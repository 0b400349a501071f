/** Takes back what a replay of many put in line, as far as no attempt has begun. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { firstId } from '../ledger/moves.ts'
import { type TakenBack, undoPart } from '../ledger/operator-moves.ts'
import { endReplay, findReplay, type LeftInLine, leftInReplay, type ReplayPosition } from '../ledger/replays.ts'
import { ringAt } from './replay.ts'
import type { AboutReplay } from './replay-many.ts'

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
export async function undoReplay(
  context: DeliveryContext,
  { actor, replay: id, unchanged }: AboutReplay,
): Promise<Undone | undefined> {
  if (!(await findReplay(context.db, id))) return undefined
  const ended = await context.db.transaction().execute(async (tx) => {
    await unchanged?.(tx)
    return endReplay(tx, id)
  })
  const stopped = ended !== undefined
  let takenBack = 0
  for (let from: ReplayPosition = { afterLead: firstId, afterDestination: '' }; ; ) {
    const back = await nextPart(context, actor, { replay: id, ...from })
    takenBack += back.length
    const due = back.filter(({ state }) => state === 'queued' || state === 'waiting')
    await ringAt(
      context,
      due.map(({ destination }) => destination),
    )
    const last = back.at(-1)
    if (!last || back.length < part) break
    from = { afterLead: last.leadId, afterDestination: last.destination }
  }
  return { takenBack, stopped, ...(await leftInReplay(context.db, id)) }
}

/** Each part has its own entry in the audit, so that an undo that is cut short is recorded, too. */
function nextPart(
  { db }: DeliveryContext,
  actor: string,
  from: ReplayPosition & { replay: string },
): Promise<TakenBack[]> {
  return db.transaction().execute(async (tx) => {
    const back = await undoPart(tx, from, part)
    if (back.length > 0)
      await audit(tx, { actor, action: 'undo', subject: from.replay, detail: { takenBack: back.length } })
    return back
  })
}
