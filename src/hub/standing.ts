/** What a scrape of the metrics tells, from the ledger. */
import type { Db } from '../ledger/db.ts'
import { metricCounts } from '../ledger/metric-counts.ts'
import { readSilence, type SilenceConfig } from '../notify/silence/read.ts'
import type { Standing } from '../web/metrics.ts'

export async function standingOf(db: Db, config: SilenceConfig): Promise<Standing> {
  const [counts, { standings }] = await Promise.all([metricCounts(db), readSilence(db, config)])
  return { ...counts, quiets: standings.filter(({ by }) => by === 'model' || by === 'hand') }
}
