/** A file of a million leads in by `leadyard import`, out again by `leadyard export`: speed, and memory that stays. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type { Bench } from './bench.ts'
import { figure, megabytes } from './figures.ts'
import { type HubProcess, startHub } from './hub.ts'
import type { Section } from './report.ts'
import type { Ground } from './stack.ts'

const section = {
  name: 'Import and export of a file',
  about:
    'A CSV file through `leadyard import` into an empty ledger (role `ingest`: leads on disk and in line, nobody routes them meanwhile) and out again through `leadyard export`, as CSV. Resident memory is the most seen until that share of the work was done, without garbage collection by hand.',
  head: ['', 'rows', 'rows/s', 'CLI at 10 %', 'CLI at 100 %', 'hub at 10 %', 'hub at 100 %'],
}

export async function imports(cli: Bench): Promise<Section[]> {
  const rows = cli.quick ? 20_000 : 1_000_000
  const ground = await cli.stack.ground('postgres')
  const hub = await startHub(ground, { role: 'ingest', urls: ['http://127.0.0.1:9/'] })
  try {
    const file = path.join(ground.folder, 'leads.csv')
    await writeLeads(file, rows)
    const done = () => rowsOf(ground)
    const taken = await measured(ground, hub, ['import', file, '--source', 'marketplace'], done, tenths(cli, rows))
    cli.say(`import: ${figure(rows / taken.seconds)} rows/s`)
    const { n } = await ground.db
      .selectFrom('leads')
      .select((eb) => eb.fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow()
    if (Number(n) !== rows) throw new Error(`${rows} rows became ${n} leads`)

    const out = path.join(ground.folder, 'exported.csv')
    const written = async () => (existsSync(`${out}.part`) ? statSync(`${out}.part`).size : 0)
    const given = await measured(ground, hub, ['export', out], written)
    cli.say(`export: ${figure(rows / given.seconds)} rows/s`)
    return [{ ...section, rows: [row('import', rows, taken), row('export', rows, given)] }]
  } finally {
    await hub.stop()
    await ground.close()
  }
}

/** Every tenth of the way: it is a long one. */
function tenths({ say }: Bench, rows: number): Say {
  let told = 0
  return ({ done, cli, hub }, seconds) => {
    const tenth = Math.floor((done / rows) * 10)
    if (tenth <= told) return
    told = tenth
    say(`${figure(done)} rows, ${figure(done / seconds)} rows/s, CLI ${megabytes(cli)}, hub ${megabytes(hub)}`)
  }
}

interface Sample {
  /** How far the work had come, in a unit of its own. */
  done: number
  cli: number
  hub: number
}

type Say = (now: Sample, seconds: number) => void

interface Measured {
  seconds: number
  samples: readonly Sample[]
}

const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))

async function measured(
  { folder }: Ground,
  hub: HubProcess,
  args: string[],
  done: () => Promise<number>,
  say: Say = () => undefined,
): Promise<Measured> {
  const begun = performance.now()
  const cli = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { LEADYARD_URL: hub.url },
  })
  let said = ''
  cli.stderr.on('data', (part) => (said += part))
  const ended = once(cli, 'close')
  const samples: Sample[] = []
  while (running(cli)) {
    samples.push({ done: await done(), cli: resident(cli.pid), hub: resident(hub.pid) })
    say(samples.at(-1)!, (performance.now() - begun) / 1000)
    await Promise.race([setTimeout(200), ended])
  }
  await ended
  if (cli.exitCode !== 0) throw new Error(`leadyard ${args[0]} ended with ${cli.exitCode}: ${said.slice(-2_000)}`)
  return { seconds: (performance.now() - begun) / 1000, samples }
}

/** By PostgreSQL's own count, a second late: counting a million rows five times a second would be measured too. */
async function rowsOf({ db }: Ground): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select n_tup_ins::float8 as n from pg_stat_user_tables where relname = 'leads'`.execute(db)
  return rows[0]?.n ?? 0
}

function running({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

/** Bytes; 0 where the system does not tell, or the process has gone. */
function resident(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

function row(what: string, rows: number, { seconds, samples }: Measured): string[] {
  const all = Math.max(...samples.map(({ done }) => done))
  const most = (of: 'cli' | 'hub', share: number) =>
    megabytes(Math.max(...samples.filter(({ done }) => done <= all * share).map((sample) => sample[of])))
  const sizes = [most('cli', 0.1), most('cli', 1), most('hub', 0.1), most('hub', 1)]
  return [what, figure(rows), figure(rows / seconds), ...sizes]
}

async function writeLeads(file: string, rows: number): Promise<void> {
  const lines = function* () {
    yield 'First name,Last name,E-mail,Phone,Country,Company,Job title,Offer ID,Lead source,Created,Notes\n'
    const note = 'Interested in the annual plan for a team of forty people.'
    for (let n = 0; n < rows; n++) {
      yield `Jordan,Sample ${n},jordan.${n}@contoso.com,+1 425 555 0100,US,"Contoso, Ltd.",Head of Purchasing,fabrikam.forecasting-suite,AzureMarketplace-INS,2026-01-02T03:04:05Z,${note}\n`
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file))
}
