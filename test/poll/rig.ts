/** Pollers on their own database, with any number of hubs and one table. */
import { sql } from 'kysely'
import { azureTable as connector } from '../../connectors/azure-table/index.ts'
import type { SourceConfig } from '../../src/config/source.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { listPolls } from '../../src/ledger/polls.ts'
import { openPollers, type Pollers } from '../../src/poll/pollers.ts'
import type { PollerTools } from '../../src/poll/tools.ts'
import { azureTable } from '../../src/sources/azure-table/index.ts'
import { freshDatabase } from '../setup/database.ts'
import { startTable, type Table } from './table.ts'

export interface Rig {
  table: Table
  ledger: Ledger
  /** Texts and fields of the log lines. */
  log: { msg: string; [field: string]: unknown }[]
  /** The lead ids of each job. */
  jobs: string[][]
  counted: string[]
  source(settings?: object): SourceConfig
  /** Starts another hub that reads the table with these settings. */
  hub(settings?: object, tools?: Partial<PollerTools>): Promise<Pollers>
  reload(pollers: Pollers, settings?: object): Promise<void>
  emails(): Promise<string[]>
  poll(): ReturnType<typeof onePoll>
  /** Makes the next reading due now, and ends the lease. */
  due(): Promise<void>
  close(): Promise<void>
}

async function onePoll({ db }: Ledger) {
  const [found] = await listPolls(db)
  if (!found) throw new Error('nothing is polled')
  return found
}

export async function startRig(): Promise<Rig> {
  const [database, table] = await Promise.all([freshDatabase(), startTable()])
  const ledger = await openLedger(database.url, () => undefined, 6)
  const log: Rig['log'] = []
  const jobs: string[][] = []
  const counted: string[] = []
  const hubs: Pollers[] = []
  const tell = (fields: unknown, msg?: string) => void log.push({ ...(fields as object), msg: msg ?? '' })
  const { connectionString } = table
  const source = (settings: object = {}) =>
    azureTable.settings.parse({
      type: 'azure-table',
      connectionString,
      table: table.table,
      every: '1s',
      allowNetworks: ['127.0.0.1/32'],
      ...settings,
    })
  const reload = (pollers: Pollers, settings?: object) =>
    pollers.reload({ sources: new Map([['table', source(settings)]]) })
  return {
    table,
    ledger,
    log,
    jobs,
    counted,
    source,
    reload,
    async hub(settings, tools = {}) {
      const pollers = openPollers({
        db: ledger.db,
        log: { info: tell, warn: tell },
        queue: { leads: async (ids) => void jobs.push([...ids]) },
        config: () => ({ version: 'v1', connectors: [connector] }),
        count: (id, answer) => void counted.push(`${id} ${answer}`),
        onQueueFailure: tell,
        onOutage: (error) => tell({ error }, 'outage'),
        ...tools,
      })
      hubs.push(pollers)
      await reload(pollers, settings)
      return pollers
    },
    async emails() {
      const rows = await ledger.db.selectFrom('leads').select('email').orderBy('id').execute()
      return rows.map(({ email }) => email)
    },
    poll: () => onePoll(ledger),
    due: async () => void (await sql`update polls set due_at = now(), lease = null`.execute(ledger.db)),
    async close() {
      await Promise.all(hubs.map((one) => one.close()))
      await table.close()
      await ledger.close()
      await database.drop()
    },
  }
}
