/** Erases leads that are older than their source's `retention`. The records at the far ends stay. */

import type { DeliveryContext } from '../delivery/context.ts'
import { ledgerTime } from '../ledger/clock.ts'
import { auditRetention, countOld, eraseOld, takeRetention } from '../ledger/erasure/retention.ts'
import { cancelErased, firstId } from '../ledger/moves.ts'

const part = 1_000

/** By source: how many milliseconds leads are kept; undefined means for ever. */
export type Retentions = ReadonlyMap<string, { retention?: number | undefined }>

export async function eraseOldLeads(
  context: Pick<DeliveryContext, 'db' | 'log' | 'stopping'>,
  sources: Retentions,
): Promise<void> {
  await cancelErased(context.db)
  for (const [source, { retention }] of sources) {
    if (context.stopping.aborted) return
    if (retention !== undefined && (await takeRetention(context.db, source, retention))) {
      const now = await ledgerTime(context.db)
      await eraseOldOf(context, source, new Date(now.getTime() - retention))
    }
  }
}

async function eraseOldOf(
  { db, log, stopping }: Pick<DeliveryContext, 'db' | 'log' | 'stopping'>,
  source: string,
  before: Date,
) {
  let erased = 0
  for (let after = firstId; !stopping.aborted; ) {
    const some = await eraseOld(db, { source, before, after, limit: part })
    const last = some.at(-1)
    if (!last) break
    erased += some.length
    after = last
  }
  const underWay = await countOld(db, source, before)
  if (erased > 0) await auditRetention(db, source, { leads: erased, underWay, before })
  log.info({ source, erased, underWay, before }, 'old leads erased')
}
