/** Ids of a generated ledger for requests that name one thing. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { asOfNow } from '../../src/ledger/clock.ts'
import type { Db } from '../../src/ledger/db.ts'
import { startLookup } from '../../src/ledger/lookups.ts'
import { startReplay } from '../../src/ledger/replays.ts'
import { destinations } from './past.ts'
import type { Samples } from './requests.ts'

const halfAYear = 182 * 86_400_000

/** The configuration must be in the ledger. */
export async function samplesOf(db: Db): Promise<Samples> {
  const hour = new Date(Math.floor((Date.now() - halfAYear) / 3_600_000) * 3_600_000)
  const [replay, lookup, erasure] = [uuid(), uuid(), uuid()]
  const act = { actor: 'bench', filter: { destination: [...destinations] }, total: 0, asOf: await asOfNow(db) }
  await startReplay(db, { ...act, id: replay, again: false })
  await startLookup(db, { ...act, id: lookup })
  await sql`update replays set finished_at = now()`.execute(db)
  await sql`update lookups set finished_at = now()`.execute(db)
  await sql`insert into erasures (id, actor, far_ends, finished_at) values (${erasure}, 'bench', false, now())`.execute(
    db,
  )
  const { rows } = await sql<{ delivery: string; lead: string; after: string; afterLead: string; version: string }>`
    select (select version from config_versions order by in_force_since desc limit 1) as version, last.id as delivery, last.lead_id as lead, middle.id as after, middle.lead_id as "afterLead"
    from (select id, lead_id from deliveries order by id desc limit 1) last,
      (select id, lead_id from deliveries where created_at < ${hour} order by id desc limit 1) middle`.execute(db)
  const { delivery, lead, after, afterLead, version } = rows[0]!
  const to = new Date(hour.getTime() + 3_600_000)
  return {
    ...{ delivery, lead, after, afterLead, replay, lookup, erasure, version },
    hour: { from: hour.toISOString(), to: to.toISOString() },
  }
}
