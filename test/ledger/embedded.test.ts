import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { copyBinaries, restoreLinks } from '../../src/ledger/embedded/binaries.ts'
import { type EmbeddedPostgres, startEmbedded } from '../../src/ledger/embedded/start.ts'
import { eventually } from '../setup/eventually.ts'

const isRoot = process.getuid?.() === 0
// A busy machine may need seconds.
const patience = { timeout: 40_000 }
const children: ChildProcess[] = []
const servers: EmbeddedPostgres[] = []
const said: { message: string; fields: object | undefined }[] = []
let folder: string
// Most tests share one folder, so that each starts on the data of the test before, like a hub.
let dataDir: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leadyard embedded '))
  await chmod(folder, 0o755)
  dataDir = join(folder, 'data of the hub', 'postgres')
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) await server.stop()
  said.splice(0)
})

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }))

async function start(where = dataDir): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir: where, log: (message, fields) => said.push({ message, fields }) })
  servers.push(server)
  return server
}

function spawnHub(where = dataDir, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'embedded-child.ts'), where], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

async function startHub(where?: string, env?: NodeJS.ProcessEnv): Promise<{ hub: ChildProcess; url: string }> {
  const hub = spawnHub(where, env)
  const [line] = await once(hub.stdout!, 'data')
  return { hub, url: String(line).trim() }
}

async function kill(hub: ChildProcess): Promise<void> {
  hub.kill('SIGKILL')
  await once(hub, 'exit')
}

async function query<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

function postmasterPid(where = dataDir): number {
  return Number.parseInt(readFileSync(join(where, 'cluster', 'postmaster.pid'), 'utf8'), 10)
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

describe('the embedded PostgreSQL', () => {
  it('starts on an empty folder whose path has spaces, with fsync on and closed to other users', async () => {
    const { url, port } = await start()
    expect(new URL(url)).toMatchObject({ hostname: '127.0.0.1', port: String(port), pathname: '/leadyard' })
    const [settings] = await query(
      url,
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('fsync') as fsync,
        current_setting('synchronous_commit') as commit, current_setting('max_connections') as connections`,
    )
    expect(settings).toEqual({ major: 18, fsync: 'on', commit: 'on', connections: '200' })
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600)
    const stranger = new URL(url)
    stranger.password = 'guess'
    await expect(query(stranger.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps its rows through a stop and a start', async () => {
    const first = await start()
    await query(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    await expect(query(first.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const second = await start()
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('has little to replay when it is started after a kill', async () => {
    const { url } = await start()
    const setting = async (name: string) =>
      Number((await query(url, `select setting from pg_settings where name = '${name}'`))[0]?.['setting'])
    // In MB, and in seconds.
    expect(await setting('max_wal_size')).toBeLessThanOrEqual(256)
    expect(await setting('checkpoint_timeout')).toBeLessThanOrEqual(60)
  })

  it('refuses a second start and names the process that uses the folder', async () => {
    const { hub } = await startHub()
    await expect(start()).rejects.toThrow(`is in use by process ${hub.pid}.`)
  })

  it('stops by itself when its hub is killed, and starts again with every committed row', async () => {
    const { hub, url } = await startHub()
    await query(url, 'create table committed as select generate_series(1, 1000) as n')
    await kill(hub)
    await eventually(() => expect(existsSync(join(dataDir, 'cluster', 'postmaster.pid'))).toBe(false), patience)
    const { url: again } = await start()
    expect(await query(again, 'select count(*)::int as rows from committed')).toEqual([{ rows: 1000 }])
  })

  it('is restarted on the same port when it is killed', async () => {
    const { url } = await start()
    await query(url, 'create table survivor as select 1 as n')
    process.kill(postmasterPid(), 'SIGKILL')
    await eventually(
      () => expect(said.map(({ message }) => message).join()).toContain('it is being restarted'),
      patience,
    )
    await eventually(async () => expect(await query(url, 'select n from survivor')).toEqual([{ n: 1 }]), patience)
  })

  it.runIf(process.platform === 'linux')('stops the server that a killed hub and watchdog left behind', async () => {
    const { hub, url } = await startHub()
    const orphan = postmasterPid()
    process.kill(parentOf(orphan), 'SIGSTOP')
    await kill(hub)
    process.kill(parentOf(orphan), 'SIGKILL')
    await query(url, 'create table of_the_orphan as select 1 as n')
    const { url: again } = await start()
    expect(said).toContainEqual({ message: 'Stopping a PostgreSQL that outlived its hub', fields: { pid: orphan } })
    expect(await query(again, 'select n from of_the_orphan')).toEqual([{ n: 1 }])
    await expect(query(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('does not stop an unrelated process that a stale postmaster.pid names', async () => {
    const { hub } = await startHub()
    const file = join(dataDir, 'cluster', 'postmaster.pid')
    const [, ...rest] = (await readFile(file, 'utf8')).split('\n')
    await kill(hub)
    await eventually(() => expect(existsSync(file)).toBe(false), patience)
    // The process belongs to PostgreSQL's user, because PostgreSQL ignores processes that it may not signal.
    const { uid } = statSync(dataDir)
    const innocent = spawn('sleep', ['60'], isRoot ? { uid } : {})
    children.push(innocent)
    await writeFile(file, [innocent.pid, ...rest].join('\n'))
    const { url } = await start()
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }])
    expect([innocent.exitCode, innocent.signalCode]).toEqual([null, null])
  })

  it('writes no values of failing statements to its log', async () => {
    const { url } = await start()
    await query(url, 'create table people (mail text primary key)')
    await query(url, `insert into people values ('jo@example.com')`)
    await expect(query(url, `insert into people values ('jo@example.com')`)).rejects.toMatchObject({ code: '23505' })
    await expect(query(url, `select 'jo@example.com'::int`)).rejects.toMatchObject({ code: '22P02' })
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).not.toContain('jo@example.com')
  })

  it('refuses a folder that another major version wrote', async () => {
    const file = join(dataDir, 'cluster', 'PG_VERSION')
    const version = await readFile(file, 'utf8')
    await writeFile(file, '17\n')
    await expect(start()).rejects.toThrow(/was written by PostgreSQL 17; this release brings 18\.\d/)
    await writeFile(file, version)
    await start()
  })

  it('survives a kill while the cluster is made, and uses UTF-8 whatever LANG says', async () => {
    const fresh = join(folder, 'killed early')
    const hub = spawnHub(fresh)
    const unfinished = await eventually(async () => {
      const found = (await readdir(fresh)).find((name) => name.startsWith('cluster.init-'))
      expect(found).toBeDefined()
      expect(existsSync(join(fresh, found!, 'PG_VERSION'))).toBe(true)
      return found!
    }, patience)
    await kill(hub)
    expect(existsSync(join(fresh, 'cluster'))).toBe(false)
    const { url } = await startHub(fresh, { LANG: 'C' })
    const [text] = await query(url, `select current_setting('server_encoding') as encoding, upper('é') as upper`)
    expect(text).toEqual({ encoding: 'UTF8', upper: 'É' })
    expect(await readdir(fresh)).not.toContain(unfinished)
  })

  it.runIf(isRoot)("uses /var/lib/leadyard when root's folder is closed to PostgreSQL's user", async () => {
    const home = join(folder, 'closed home')
    await mkdir(home, { mode: 0o700 })
    const wanted = join(home, 'postgres')
    const first = await start(wanted)
    expect(first.dataDir).toMatch(/^\/var\/lib\/leadyard\/[0-9a-f]{16}$/)
    expect(said).toContainEqual(expect.objectContaining({ message: expect.stringContaining('kept elsewhere') }))
    await first.stop()
    await chmod(home, 0o755)
    const second = await start(wanted)
    expect(second.dataDir).toBe(first.dataDir)
    await second.stop()
    await rm(first.dataDir, { recursive: true })
  })
})

describe('the programs of the platform package', () => {
  it('get the links that npm cannot pack once, in place or in a copy', async () => {
    const packed = join(folder, 'package')
    const lib = join(packed, 'native', 'lib')
    await mkdir(lib, { recursive: true })
    await writeFile(join(packed, 'package.json'), '{"version":"18.0.0"}')
    await writeFile(join(lib, 'libx.so.1.2'), 'x')
    await writeFile(
      join(packed, 'native', 'pg-symlinks.json'),
      '[{"source":"native/lib/libx.so.1.2","target":"native/lib/libx.so.1"}]',
    )
    const copy = await copyBinaries(join(packed, 'native'), folder)
    expect(copy).toBe(join(folder, 'postgresql-18.0.0', 'native'))
    expect(await readFile(join(copy, 'lib', 'libx.so.1'), 'utf8')).toBe('x')
    expect(await restoreLinks(join(packed, 'native'))).toBe(true)
    expect((await lstat(join(lib, 'libx.so.1'))).isSymbolicLink()).toBe(true)
    expect(await restoreLinks(join(packed, 'native'))).toBe(true)
    expect(await copyBinaries(join(packed, 'native'), folder)).toBe(copy)
  })
})
