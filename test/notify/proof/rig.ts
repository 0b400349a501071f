/** A ledger with leads of past days, and real far ends that have their records. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { connectors } from '../../../connectors/index.ts'
import { readConfig } from '../../../src/config/config.ts'
import { type OpenDestination, openDestination } from '../../../src/delivery/open-destination.ts'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { storeRouted } from '../../../src/ledger/fan-out.ts'
import { memoryOf } from '../../../src/ledger/memory.ts'
import type { DeliveryState, LeadState } from '../../../src/ledger/states.ts'
import { type Pace, type ProofContext, runProofs } from '../../../src/notify/proof/prove.ts'
import { startTable, type TableFarEnd } from '../../connectors/azure-table/far-end.ts'
import { deliveryOf, sampleLead } from '../../connectors/sample.ts'
import { startSalesforce } from '../../far-ends/salesforce.ts'
import { arrival, freshLedger } from '../../ledger/rows.ts'

export type ProofRig = Awaited<ReturnType<typeof startProofRig>>

interface LeadParts {
  at: Date
  offer?: string
  state?: LeadState
  test?: boolean
  /** What became of the lead at each destination. @default delivered to `crm` and `table` */
  to?: Record<string, DeliveryState>
}

export const zone = 'Europe/Berlin'

export async function startProofRig() {
  const [ledger, org, table] = await Promise.all([freshLedger(), startSalesforce(), startTable()])
  const env = {
    ORG_SECRET: String(org.settings['clientSecret']),
    TABLE: String(table.settings['connectionString']),
    KEY: 'the-key-of-the-test',
    HOOK: 'https://hook.example/',
  }
  const local = { delivery: { allowNetworks: ['127.0.0.0/8'], deadline: '10s' } }
  const text = JSON.stringify({
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: {
      crm: { type: 'salesforce', ...org.settings, clientSecret: '${env:ORG_SECRET}', ...local },
      table: { type: 'azure-table', table: table.table, connectionString: '${env:TABLE}', ...local },
      hook: { type: 'https', url: '${env:HOOK}', ...local },
    },
  })
  const config = readConfig(text, { connectors, env })
  const log: object[] = []
  const none = () => undefined
  const logger = { debug: none, info: (fields: object) => void log.push(fields), warn: none, error: none }
  const destinations = new Map<string, OpenDestination>()
  for (const one of config.destinations.values()) {
    destinations.set(one.id, openDestination(one, { log: logger, memory: memoryOf(ledger.db, one.id) }))
  }
  await sql`insert into destinations (id, connector) values ('crm', 'salesforce'), ('table', 'azure-table'), ('hook', 'https')`.execute(
    ledger.db,
  )
  const settings = { zone, at: '02:00', off: [] as string[], to: [] as string[] }
  let now = new Date('2026-03-30T12:00:00Z')

  function contextOf(stopping = new AbortController().signal): ProofContext {
    const plan = () => ({ destinations }) as unknown as ReturnType<ProofContext['plan']>
    return { db: ledger.db, log: logger, plan, stopping, hide: (words) => words }
  }

  /** Stores a lead and its deliveries; those that are delivered are at the far end. @returns the lead's id */
  async function lead({ at, offer = 'tailspin.router-pro', state = 'routed', test = false, to }: LeadParts) {
    const id = uuid({ msecs: at.getTime() })
    const whole = { ...sampleLead(), id, received: at.toISOString() }
    const { raw: _raw, ...stored } = whole
    const arrived = arrival({ id, receivedAt: at, lead: stored, offer, test, email: whole.person.email })
    await storeArrivals(ledger.db, [{ ...arrived, state: state === 'routed' ? 'received' : state } as typeof arrived])
    await sql`update leads set stored_at = ${at} where id = ${id}`.execute(ledger.db)
    if (state !== 'routed') return id
    const targets = Object.entries(to ?? { crm: 'delivered', table: 'delivered' })
    const deliveries = targets.map(([destination]) => ({ id: uuid(), destination, route: 'all' }))
    await storeRouted(ledger.db, [{ leadId: id, state, reason: '', configVersion: 'v1', deliveries }])
    for (const { id: delivery, destination } of deliveries) {
      const became = targets.find(([name]) => name === destination)?.[1]
      const opened = destinations.get(destination)
      const isThere = became === 'delivered' && opened?.destination.present
      const sent = opened && isThere ? deliveryOf(opened.connector, whole, { id: delivery, receivedAt: at }) : undefined
      const receipt = sent && (await opened?.destination.deliver(sent))
      await sql`
        update deliveries set state = ${became}, reference = ${receipt?.reference ?? ''}, first_attempt_at = ${at},
          outcome = ${became === 'delivered' ? (receipt?.outcome ?? 'accepted') : ''}, settled_at = ${at}
        where id = ${delivery}`.execute(ledger.db)
    }
    return id
  }

  return {
    ...{ ledger, org, table: table as TableFarEnd, destinations, settings, log, lead, contextOf },
    at: (moment: string) => void (now = new Date(moment)),
    /** Proves all days that are due. */
    prove: (pace: Partial<Pace> = {}, stopping?: AbortSignal) =>
      runProofs(contextOf(stopping), () => settings, { between: 0, busy: 10, patience: 0, now: () => now, ...pace }),
    async rows(day: string) {
      return ledger.db.selectFrom('reconciliations').selectAll().where('day', '=', day).orderBy('destination').execute()
    },
    async day(day: string) {
      return ledger.db.selectFrom('proof_days').selectAll().where('day', '=', day).executeTakeFirst()
    },
    async deliveryOf(id: string, destination: string) {
      return ledger.db
        .selectFrom('deliveries')
        .selectAll()
        .where('lead_id', '=', id)
        .where('destination', '=', destination)
        .executeTakeFirstOrThrow()
    },
    async why(day: string) {
      const found = await ledger.db.selectFrom('proof_destinations').selectAll().where('day', '=', day).execute()
      return Object.fromEntries(found.map(({ destination, why, code }) => [destination, [why, code]]))
    },
    async close() {
      for (const opened of destinations.values()) await opened.close()
      await Promise.all([org.close(), table.close()])
      await ledger.close()
    },
  }
}
