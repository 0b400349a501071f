/** When the hub refuses to start, as a process: its exit code and its message. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, symlink } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, lead, post } from './load.ts'
import { type HubProcess, openPlace, type Place, spawnHub } from './process.ts'

let place: Place
let database: Awaited<ReturnType<typeof freshDatabase>>
let hub: HubProcess | undefined

beforeEach(async () => {
  place = await openPlace()
  database = await freshDatabase()
})
afterEach(async () => {
  await hub?.kill('SIGKILL')
  hub = undefined
  await database.drop()
  await place.remove()
})

const root = path.resolve(import.meta.dirname, '../..')

/** What config.yaml refers to. */
const values = { KEY: key, URL: 'http://127.0.0.1:9' }

async function ended(env: Record<string, string>, folder = place.folder): Promise<{ code: unknown; told: string }> {
  const { child, lines } = spawnHub(folder, { ...values, ...env })
  // A hub that starts nevertheless is killed.
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 40_000)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  clearTimeout(tooLong)
  return { code, told: lines.join('\n') }
}

function config(...ids: string[]): object {
  // Nothing listens there, and nothing is asked before it rests.
  const destination = { type: 'https', url: '${env:URL}/hook', delivery: { allowNetworks: ['127.0.0.0/8'] } }
  return {
    listen: { port: 0 },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: Object.fromEntries(ids.map((id) => [id, destination])),
    routes: [{ name: 'all', to: ids }],
  }
}

/** The program with the packages that `npm ci --omit=dev` installs. */
async function copyForHub(folder: string): Promise<void> {
  for (const name of ['src', 'channels', 'connectors', 'package.json'])
    await cp(path.join(root, name), path.join(folder, name), { recursive: true })
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'))
  for (const [at, { dev }] of Object.entries<{ dev?: boolean }>(packages)) {
    // Those within other packages come with these.
    if (!/^node_modules\/(@[^/]+\/)?[^/@]+$/.test(at) || dev || !existsSync(path.join(root, at))) continue
    await mkdir(path.dirname(path.join(folder, at)), { recursive: true })
    await symlink(path.join(root, at), path.join(folder, at))
  }
}

async function ledgerTables(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rowCount } = await client.query("select from pg_tables where schemaname = 'public'")
  await client.end()
  return rowCount ?? 0
}

async function asAdministrator(statement: string, connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

describe('without a config.yaml', { timeout: 120_000 }, () => {
  it('a LEADYARD_CONFIG that names no file is a mistake, and does not start the demonstration', async () => {
    const { code, told } = await ended({ LEADYARD_CONFIG: 'confg.yaml' })
    expect({ code, told }).toEqual({ code: 78, told: expect.stringMatching(/LEADYARD_CONFIG.*confg\.yaml/) })
    expect(existsSync(path.join(place.folder, 'data'))).toBe(false)
  })

  it('the demonstration says what to do where only what the hub needs is installed, as in the container image', async () => {
    const copy = path.join(place.folder, 'copy')
    await copyForHub(copy)
    const { child, lines } = spawnHub(place.folder, {}, path.join(copy, 'src/main.ts'))
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(78)
    expect(lines[0]).toMatch(/^Without a config\.yaml .*Azurite.*is not installed\.$/)
    expect(lines.join('\n')).toContain('run `npm ci`')
    expect(existsSync(path.join(place.folder, 'data'))).toBe(false)
  })

  it.each(['DATABASE_URL', 'REDIS_URL'])('the demonstration refuses the %s of others', async (name) => {
    const url = name === 'DATABASE_URL' ? database.url : 'redis://127.0.0.1:1'
    const { code, told } = await ended({ [name]: url })
    expect({ code, told }).toEqual({ code: 78, told: expect.stringMatching(new RegExp(`config\\.yaml.*${name}`, 's')) })
    expect(await ledgerTables()).toBe(0)
    expect(existsSync(path.join(place.folder, 'data'))).toBe(false)
  })

  it('the demonstration leaves the embedded database of the hub alone', async () => {
    await place.configure(config('leads-table'))
    hub = await place.start(values)
    const id = await post(hub.url, lead(1))
    expect(id).toBeTruthy()
    await hub.kill('SIGTERM')
    await rename(path.join(place.folder, 'config.yaml'), path.join(place.folder, 'confg.yaml'))

    const demo = spawnHub(place.folder, {})
    const gone = new Promise((resolve) => demo.child.once('exit', resolve))
    await eventually(() => expect(demo.lines.join('\n')).toMatch(/Stop:/), { timeout: 60_000 })
    expect(demo.lines.filter((line) => / leads-table /.test(line))).toHaveLength(1)
    expect(existsSync(path.join(place.folder, 'data', 'demonstration', 'postgres'))).toBe(true)
    demo.child.kill('SIGTERM')
    await gone

    await rename(path.join(place.folder, 'confg.yaml'), path.join(place.folder, 'config.yaml'))
    hub = await place.start(values)
    const found = await fetch(`${hub.url}/api/deliveries?destination=leads-table`, {
      headers: place.localToken(),
    })
    expect(await found.json()).toMatchObject({ items: [{ leadId: id, state: expect.not.stringMatching('delivered') }] })
  })
})

describe('a ledger of another installation', { timeout: 120_000 }, () => {
  it('is refused when the configuration knows none of its destinations, unless adopted', async () => {
    const env = { ...values, DATABASE_URL: database.url }
    await place.configure(config('crm-eu', 'crm-us'))
    hub = await place.start(env)
    await hub.kill('SIGTERM')

    await place.configure(config('crm-asia'))
    const { code, told } = await ended(env)
    expect({ code, told }).toEqual({
      code: 78,
      told: expect.stringMatching(/crm-eu, crm-us[\s\S]*LEADYARD_ADOPT_LEDGER/),
    })

    await place.configure(config('crm-asia', 'crm-us'))
    hub = await place.start(env)
    await hub.kill('SIGTERM')
    await place.configure(config('crm-africa'))
    hub = await place.start({ ...env, LEADYARD_ADOPT_LEDGER: 'yes' })
    await hub.kill('SIGTERM')
    // From now on it is one of the ledger's.
    hub = await place.start(env)
  })

  it('is refused by a folder whose hub has another ledger, even if the destinations have the same names', async () => {
    await place.configure(config('crm-eu'))
    hub = await place.start({ ...values, DATABASE_URL: database.url })
    await hub.kill('SIGTERM')
    const staging = await openPlace()
    const stagingDatabase = await freshDatabase()
    try {
      await staging.configure(config('crm-eu'))
      hub = await staging.start({ ...values, DATABASE_URL: stagingDatabase.url })
      await hub.kill('SIGTERM')

      const { code, told } = await ended({ DATABASE_URL: database.url }, staging.folder)
      expect({ code, told }).toEqual({
        code: 78,
        told: expect.stringMatching(/another installation[\s\S]*DATABASE_URL/),
      })
      const before = await readFile(path.join(staging.folder, 'data', 'installation'), 'utf8')
      hub = await staging.start({ ...values, DATABASE_URL: database.url, LEADYARD_ADOPT_LEDGER: 'yes' })
      await hub.kill('SIGTERM')
      expect(await readFile(path.join(staging.folder, 'data', 'installation'), 'utf8')).not.toBe(before)
      hub = await staging.start({ ...values, DATABASE_URL: database.url })
      await hub.kill('SIGTERM')
    } finally {
      await stagingDatabase.drop()
      await staging.remove()
    }
  })

  it('is not what a new machine, or a new empty database, meets', async () => {
    await place.configure(config('crm-eu'))
    hub = await place.start({ ...values, DATABASE_URL: database.url })
    await hub.kill('SIGTERM')
    const next = await openPlace()
    const moved = await freshDatabase()
    try {
      await cp(path.join(place.folder, 'config.yaml'), path.join(next.folder, 'config.yaml'))
      hub = await next.start({ ...values, DATABASE_URL: database.url })
      await hub.kill('SIGTERM')
      hub = await next.start({ ...values, DATABASE_URL: moved.url })
      await hub.kill('SIGTERM')
    } finally {
      await moved.drop()
      await next.remove()
    }
  })

  it('is not reached by a reload: a file without any destination in force is refused, and reported', async () => {
    await place.configure(config('crm-eu'))
    hub = await place.start({ ...values, DATABASE_URL: database.url })
    await place.configure(config('crm-asia'))
    const problems = await eventually(async () => {
      const reply = await fetch(`${hub!.url}/api/config`, { headers: place.localToken() })
      const told = ((await reply.json()) as { complaints: string[] }).complaints.join('\n')
      expect(told).not.toBe('')
      return told
    })
    expect(problems).toMatch(/^destinations: .*LEADYARD_ADOPT_LEDGER/)
  })
})

describe('a missing or occupied resource is reported in one line:', { timeout: 60_000 }, () => {
  it.each(['its own PostgreSQL', 'DATABASE_URL'])('the port, with %s', async (ledger) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await place.configure({ ...config('crm'), listen: { port } })
    const env: Record<string, string> = ledger === 'DATABASE_URL' ? { DATABASE_URL: database.url } : {}
    const { code, told } = await ended(env)
    other.close()
    const lines = told.split('\n').filter((line) => !line.includes('"level":"info"'))
    expect([code, lines]).toEqual([
      1,
      [expect.stringMatching(`^Port ${port} of 127.0.0.1 is in use by another program`)],
    ])
  })

  it('Redis', async () => {
    await place.configure(config('crm'))
    const { code, told } = await ended({ DATABASE_URL: database.url, REDIS_URL: 'redis://:a-password@127.0.0.1:1/3' })
    const lines = told.split('\n').filter((line) => !line.startsWith('{'))
    expect([code, lines]).toEqual([1, [expect.stringMatching(/^Redis does not answer \(ECONNREFUSED\).*REDIS_URL/)]])
    expect(told).not.toContain('a-password')
  })

  it('the right to use Redis', async ({ skip }) => {
    const redis = inject('redisUrl') ?? skip('there is no Redis')
    await place.configure(config('crm'))
    const url = redis.replace('redis://', 'redis://somebody:a-password@')
    const { code, told } = await ended({ DATABASE_URL: database.url, REDIS_URL: url })
    const lines = told.split('\n').filter((line) => !line.startsWith('{'))
    expect([code, lines]).toEqual([78, [expect.stringMatching(/^Redis refuses the user or the password of REDIS_URL/)]])
    expect(told).not.toContain('a-password')
  })

  it.each([
    ['PostgreSQL', 'ECONNREFUSED', 1, (url: URL) => void (url.port = '1')],
    [
      'PostgreSQL by a name with two addresses',
      'ECONNREFUSED',
      1,
      (url: URL) => void Object.assign(url, { host: 'localhost:1' }),
    ],
    ['the database', '3D000', 78, (url: URL) => void (url.pathname = '/a-fragment')],
    ['the user of the database', '28[0P]0[01]', 78, (url: URL) => void (url.username = 'a-fragment')],
    ['the host', 'ENOTFOUND', 1, (url: URL) => void (url.hostname = 'a-fragment.invalid')],
  ])('%s', async (_, why, ending, change) => {
    const url = new URL(database.url)
    change(url)
    await place.configure(config('crm'))
    const { code, told } = await ended({ DATABASE_URL: url.href })
    expect([code, told]).toEqual([ending, expect.stringMatching(new RegExp(`^PostgreSQL .*\\(${why}\\).*$`))])
    expect(told).not.toMatch(/a-fragment/)
  })

  it('a database of another program is left as it is, unless it is meant', async () => {
    await asAdministrator('create table orders (id int)', database.url)
    await place.configure(config('crm'))
    const { code, told } = await ended({ DATABASE_URL: database.url })
    expect([code, told]).toEqual([
      78,
      expect.stringMatching(/holds tables of another program: orders\.\n.*Use an empty/),
    ])
    expect(await ledgerTables()).toBe(1)
    hub = await place.start({ ...values, DATABASE_URL: database.url, LEADYARD_ADOPT_LEDGER: 'yes' })
    await hub.kill('SIGTERM')
    hub = await place.start({ ...values, DATABASE_URL: database.url })
  })

  it('the right to make tables', async () => {
    const user = `u_${new URL(database.url).pathname.slice(1)}`
    await asAdministrator(
      `create role ${user} login password 'x'; revoke create on schema public from public`,
      database.url,
    )
    await place.configure(config('crm'))
    const { code, told } = await ended({ DATABASE_URL: database.url.replace(/\/\/[^@]*@/, `//${user}:x@`) })
    await asAdministrator(`drop owned by ${user}; drop role ${user}`, database.url)
    expect([code, told]).toEqual([78, expect.stringContaining('GRANT USAGE, CREATE ON SCHEMA public TO')])
  })

  it('a folder for the data', async () => {
    await place.configure(config('crm'))
    const { code, told } = await ended({ LEADYARD_DATA: 'config.yaml/data' })
    expect([code, told]).toEqual([78, expect.stringMatching(/cannot be made \(ENOTDIR\)\. Correct LEADYARD_DATA/)])
  })
})
