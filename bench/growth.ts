/** Whether the hub's hot statements stay as fast as the ledger grows. */
import { sql } from 'kysely'
import type { Db } from '../src/ledger/db.ts'
import { openLedger } from '../src/ledger/open.ts'
import { destinationsOf } from './backlog.ts'
import type { Bench } from './bench.ts'
import { figure, median } from './figures.ts'
import { cycle, sampleLead, type Times } from './growth/cycle.ts'
import { addPast } from './growth/history.ts'
import type { Section } from './report.ts'
import type { Ground } from './stack.ts'

const destinations = destinationsOf(['', '', ''])
/** Leads of a statement: as many deliveries as three destinations with a concurrency of 20 have under way. */
const leads = 20

const section = {
  name: 'Growth',
  about: `Milliseconds of the hub’s hot statements as the ledger grows by SQL: its past is a year of leads for three destinations, one delivery in a hundred rejected, analysed. Each cycle routes ${leads} new leads, claims and settles their ${leads * destinations.length} deliveries, on one connection that does not wait for the disk (a commit’s fsync takes as long at any size, and would hide the rest); medians of the cycles.`,
  head: ['deliveries in the ledger', 'fan-out ms', 'claim ms', 'settle ms'],
}

export async function growth(cli: Bench): Promise<Section[]> {
  const sizes = cli.quick ? [10_000, 100_000, 1_000_000] : [10_000, 1_000_000, 10_000_000]
  const ground = await cli.stack.ground('postgres')
  try {
    await enterDestinations(ground)
    const medians: Times[] = []
    for (const [at, size] of sizes.entries()) {
      await grow(ground, sizes[at - 1] ?? 0, size, sizes.at(-1)!)
      const times = await measure(ground, cli.quick ? 30 : 100)
      cli.say(`${figure(size)} deliveries: ${cells(times).join(', ')} ms`)
      medians.push(times)
    }
    const [first, last] = [medians[0]!, medians.at(-1)!]
    const ratio = {
      fanOut: last.fanOut / first.fanOut,
      claim: last.claim / first.claim,
      settle: last.settle / first.settle,
    }
    const rows = sizes.map((size, at) => [figure(size), ...cells(medians[at]!)])
    return [{ ...section, rows: [...rows, ['largest / smallest', ...cells(ratio)]] }]
  } finally {
    await ground.close()
  }
}

function cells({ fanOut, claim, settle }: Times): string[] {
  return [fanOut, claim, settle].map(figure)
}

async function enterDestinations({ db }: Ground): Promise<void> {
  const rows = destinations.map((id) => ({ id, connector: 'https' }))
  await db.insertInto('destinations').values(rows).execute()
}

/** From so many deliveries to so many, of `most` in the end. */
async function grow(ground: Ground, from: number, to: number, most: number): Promise<void> {
  const leadsOf = (deliveries: number) => Math.ceil(deliveries / destinations.length)
  const past = { destinations, ...sampleLead('00000000-0000-7000-8000-000000000000'), leads: leadsOf(most) }
  await addPast(ground, past, leadsOf(from), leadsOf(to))
}

async function measure({ databaseUrl }: Ground, turns: number): Promise<Times> {
  const ledger = await openLedger(databaseUrl, () => undefined, 1)
  try {
    await sql`set synchronous_commit = off`.execute(ledger.hot)
    return await mediansOf(ledger.hot, turns)
  } finally {
    await ledger.close()
  }
}

async function mediansOf(db: Db, turns: number): Promise<Times> {
  // The first ones warm up.
  for (let n = 0; n < 10; n++) await cycle(db, destinations, leads)
  const times: Times[] = []
  for (let n = 0; n < turns; n++) times.push(await cycle(db, destinations, leads))
  const of = (pick: (one: Times) => number) => median(times.map(pick))
  return { fanOut: of((one) => one.fanOut), claim: of((one) => one.claim), settle: of((one) => one.settle) }
}
