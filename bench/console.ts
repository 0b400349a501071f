/** How long every read operation of the API takes in a large ledger, through HTTP, with and without statistics. */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../src/ledger/db.ts'
import { countPast, countRecent } from '../src/ledger/figures/rounds.ts'
import { standardLimits } from '../src/ledger/limits.ts'
import { openLedger } from '../src/ledger/open.ts'
import type { Bench } from './bench.ts'
import { measurePages } from './console/pages.ts'
import { destinations, makePast } from './console/past.ts'
import { type Request, requestsOf } from './console/requests.ts'
import { samplesOf } from './console/samples.ts'
import { figure } from './figures.ts'
import { type HubProcess, startHub } from './hub.ts'
import type { Section } from './report.ts'
import type { Ground } from './stack.ts'

const slow = 100

export async function consoleReads(cli: Bench): Promise<Section[]> {
  const leads = cli.leads ?? (cli.quick ? 20_000 : 1_000_000)
  const ground = await cli.stack.ground('postgres')
  try {
    await fill(cli, ground, leads)
    // It takes in leads and answers; it neither delivers nor probes.
    const reads = await withHub(ground, 'ingest', (hub) => measure(cli, ground, hub, leads))
    // Only a hub that delivers serves the console. All that waits here waits for a day.
    return [reads, ...(await withHub(ground, 'all', (hub) => measurePages(cli, ground, hub, leads)))]
  } finally {
    await ground.close()
  }
}

async function withHub<T>(ground: Ground, role: 'ingest' | 'all', work: (hub: HubProcess) => Promise<T>): Promise<T> {
  const hub = await startHub(ground, { role, urls: destinations.map(() => 'http://127.0.0.1:9/') })
  try {
    return await work(hub)
  } finally {
    await hub.stop()
  }
}

async function fill(cli: Bench, ground: Ground, leads: number): Promise<void> {
  const ledger = await openLedger(ground.databaseUrl, () => undefined, 1, { ...standardLimits, statement: 3_600_000 })
  try {
    const { db } = ledger
    await makePast(db, leads, cli.say)
    await sql`vacuum analyze leads, deliveries, attempts`.execute(db)
    while (await countPast(db));
    await countRecent(db)
    await sql`vacuum analyze lead_hours, attempt_hours`.execute(db)
    await sql`checkpoint`.execute(db)
  } finally {
    await ledger.close()
  }
}

async function measure(cli: Bench, { db, folder }: Ground, hub: HubProcess, leads: number): Promise<Section> {
  const token = readFileSync(path.join(folder, 'data/local-token'), 'utf8').trim()
  const requests = requestsOf(await samplesOf(db))
  const turns = cli.quick ? 3 : 20
  const rows: string[][] = []
  let tooSlow = 0
  for (const request of requests) {
    const times = await timesOf(hub, token, request, turns)
    const [p50, p95] = [0.5, 0.95].map((share) => times[Math.ceil(share * times.length) - 1]!)
    if (p95! > slow) tooSlow++
    const mark = (value: number) => (value > slow ? `**${figure(value)}**` : figure(value))
    rows.push([nameOf(request), mark(p50!), mark(p95!)])
    cli.say(rows.at(-1)!.join(', '))
  }
  const counts = await countsOf(db)
  return {
    name: 'Console',
    about: `Milliseconds of every read operation of the API, through HTTP, one request at a time, ${turns} times after two that warm up: a year of ${figure(leads)} leads, ${figure(counts.deliveries)} deliveries (${figure(counts.trouble)} not delivered, ${figure(counts.largest)} of them in one group) and ${figure(counts.attempts)} attempts, written by SQL and analysed. Over ${slow} ms in bold: ${tooSlow} of ${rows.length} at the 95th percentile. Load average at the end: ${os.loadavg()[0]!.toFixed(1)}.`,
    head: ['operation', 'p50 ms', 'p95 ms'],
    rows,
  }
}

async function timesOf({ url }: HubProcess, token: string, request: Request, turns: number): Promise<number[]> {
  const times: number[] = []
  for (let turn = -2; turn < turns; turn++) {
    const began = performance.now()
    const reply = await fetch(`${url}/api${request.path}`, {
      method: request.method,
      headers: { authorization: `Bearer ${token}`, ...(request.body ? { 'content-type': 'application/json' } : {}) },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${request.path} answered ${reply.status}: ${text.slice(0, 300)}`)
    if (turn >= 0) times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)
}

function nameOf({ method, path: asked, body }: Request): string {
  const short = asked.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').replace(/%3A/g, ':')
  return `${method} ${short}${body ? ` ${JSON.stringify(body).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}` : ''}`
}

async function countsOf(db: Db) {
  const { rows } = await sql<Record<'deliveries' | 'attempts' | 'trouble' | 'largest', number>>`
    select (select count(*)::int from deliveries) as deliveries, (select count(*)::int from attempts) as attempts,
      sum(n)::int as trouble, max(n)::int as largest
    from (select count(*) as n from deliveries where state <> 'delivered'
      group by destination, state, class, problem, code) groups`.execute(db)
  return rows[0]!
}
