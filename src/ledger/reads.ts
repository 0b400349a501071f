/** What operators look at. */
import type { Selectable } from 'kysely'
import type { Db } from './open.ts'
import type { Tables } from './tables.ts'

export type DeliveryRow = Selectable<Tables['deliveries']>

export function deliveriesOf(db: Db, leadId: string): Promise<DeliveryRow[]> {
  return db.selectFrom('deliveries').selectAll().where('lead_id', '=', leadId).orderBy('id').execute()
}
