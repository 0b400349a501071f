/** The hub as a process: started, misconfigured, fixed, stopped. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, lead, post, type Receivers, startReceivers } from './load.ts'
import { type HubProcess, openPlace, type Place, spawnHub } from './process.ts'

let place: Place
let receivers: Receivers
let hub: HubProcess | undefined

beforeEach(async () => {
  place = await openPlace()
  receivers = await startReceivers()
})
afterEach(async () => {
  await hub?.kill('SIGKILL')
  hub = undefined
  await receivers.close()
  await place.remove()
})

const delivery = { concurrency: 1, allowNetworks: ['127.0.0.0/8'] }

function config(table: string, more: object = {}): object {
  return {
    listen: { port: 0 },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: {
      table: { type: 'azure-table', connectionString: table, delivery },
      hook: { type: 'https', url: '${env:URL}/hook', receipt: 'body.id', delivery },
    },
    routes: [{ name: 'all', to: ['table', 'hook'] }],
    ...more,
  }
}

describe('a wrong account key', { timeout: 120_000 }, () => {
  it('holds that destination with the documented problem, and the fixed config.yaml releases it in order', async () => {
    const { connectionString } = inject('azurite')
    const wrong = connectionString.replace(
      /AccountKey=[^;]+/,
      `AccountKey=${Buffer.from('certainly not the key').toString('base64')}`,
    )
    const database = await freshDatabase()
    await place.configure(config('${env:OLD_TABLE}'))
    hub = await place.start({
      KEY: key,
      URL: receivers.url,
      DATABASE_URL: database.url,
      OLD_TABLE: wrong,
      NEW_TABLE: connectionString,
    })
    const ids: string[] = []
    for (let n = 0; n < 8; n++) ids.push((await post(hub.url, lead(n)))!)

    const ledger = new pg.Client({ connectionString: database.url })
    await ledger.connect()
    const states = async (destination: string) => {
      const { rows } = await ledger.query<{ state: string; attempts: number }>(
        'select state, attempts from deliveries where destination = $1 order by lead_id',
        [destination],
      )
      return rows
    }
    await eventually(
      async () => expect(await states('table')).toEqual(ids.map(() => ({ state: 'held', attempts: 0 }))),
      {
        timeout: 30_000,
      },
    )
    await eventually(async () =>
      expect(await states('hook')).toEqual(ids.map(() => ({ state: 'delivered', attempts: 1 }))),
    )
    const held = await ledger.query("select state, problem, code from destinations where id = 'table'")
    expect(held.rows).toEqual([{ state: 'held', problem: 'azure-table-authentication', code: 'AuthorizationFailure' }])

    await place.configure(config('${env:NEW_TABLE}'))
    await eventually(
      async () => expect(await states('table')).toEqual(ids.map(() => ({ state: 'delivered', attempts: 1 }))),
      {
        timeout: 30_000,
      },
    )
    const sent = await ledger.query<{ lead_id: string }>(
      "select lead_id from attempts where destination = 'table' and outcome = 'created' order by id",
    )
    // The probe goes first; all other leads go in the order of arrival.
    const [probe, ...others] = sent.rows.map(({ lead_id }) => lead_id)
    expect(others).toEqual(ids.filter((id) => id !== probe))
    expect(hub.lines.join('\n')).not.toContain(/AccountKey=([^;]+)/.exec(connectionString)?.[1])
    await ledger.end()
    await hub.kill('SIGTERM')
    await database.drop()
  })
})

describe('config.yaml', { timeout: 60_000 }, () => {
  it('with mistakes: every mistake is listed with its path, nothing starts, and the exit code is 78', async () => {
    await place.configure({ ...config('${env:NOWHERE}'), lisen: {}, routes: [{ name: 'all', to: ['tabel'] }] })
    const { child, lines } = spawnHub(place.folder, { KEY: key, URL: receivers.url })
    const code = await new Promise((resolve) => child.once('exit', resolve))
    expect(code).toBe(78)
    const told = lines.join('\n')
    expect(told).toMatch(/lisen: unknown key \(did you mean listen\?\)/)
    expect(told).toMatch(/destinations\.table\.connectionString: environment variable NOWHERE is not set/)
    expect(told).toMatch(/routes\.0\.to\.0: no destination is named tabel \(did you mean table\?\)/)
    expect(existsSync(path.join(place.folder, 'data'))).toBe(false)
  })

  it('with mistakes is refused and reported by a running hub, and the old configuration stays in force', async () => {
    const database = await freshDatabase()
    const { connectionString } = inject('azurite')
    await place.configure(config('${env:TABLE}'))
    hub = await place.start({ KEY: key, URL: receivers.url, DATABASE_URL: database.url, TABLE: connectionString })
    await writeFile(path.join(place.folder, 'config.yaml'), 'routes: [{ name: all, too: [table] }]')
    await eventually(async () => {
      const reply = (await (await fetch(`${hub!.url}/health/ready`)).json()) as { config: { problems: number } }
      expect(reply.config.problems).toBeGreaterThan(0)
    })
    await eventually(() => expect(hub?.lines.join('\n')).toMatch(/routes\.0\.too.*the configuration in force is kept/))
    expect(await post(hub.url, lead(1))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(1))
    await hub.kill('SIGTERM')
    await database.drop()
  })

  it('that is removed and restored leaves no problem listed', async () => {
    const database = await freshDatabase()
    const { connectionString } = inject('azurite')
    await place.configure(config('${env:TABLE}'))
    hub = await place.start({ KEY: key, URL: receivers.url, DATABASE_URL: database.url, TABLE: connectionString })
    const problems = async () => {
      const reply = await fetch(`${hub!.url}/health/ready`)
      return ((await reply.json()) as { config: { problems: number } }).config.problems
    }
    const file = path.join(place.folder, 'config.yaml')
    await rename(file, `${file}.away`)
    await eventually(async () => expect(await problems()).toBe(1))
    await rename(`${file}.away`, file)
    await eventually(async () => expect(await problems()).toBe(0))
    await hub.kill('SIGTERM')
    await database.drop()
  })
})

describe('without a config.yaml', { timeout: 120_000 }, () => {
  it('shows one lead delivered twice and held once on embedded real parts, and Ctrl-C leaves nothing running', async () => {
    const { child, lines } = spawnHub(place.folder, {})
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const out = () => lines.join('\n')
    await eventually(() => expect(out()).toMatch(/Stop:\s+Ctrl-C/), { timeout: 60_000 })
    expect(lines[0]).toMatch(/^There is no .*config\.yaml: a demonstration starts/)
    expect(lines[1]).toContain('takes about ten seconds')
    expect(out()).toMatch(/A lead was sent:\s+202/)
    expect(out()).toMatch(/leads-table\s+delivered\s+created \S+\/\S+/)
    expect(out()).toMatch(/crm-webhook\s+delivered\s+created crm-/)
    expect(out()).toMatch(/old-table\s+held/)
    expect(out()).toMatch(/curl -X POST '\S+\/ingest\/marketplace\?key=\S+'/)

    // The fault is fixed as in a hub, by what the terminal says.
    const [, file = ''] = /To fix old-table: +in (\S+),/.exec(out()) ?? []
    const [, url = ''] = /Leadyard runs at (\S+),/.exec(out()) ?? []
    const text = await readFile(path.join(place.folder, file), 'utf8')
    expect(text).not.toMatch(/AccountKey/)
    await writeFile(path.join(place.folder, file), text.replace('secrets/old-table', 'secrets/leads-table'))
    await eventually(
      async () => {
        const reply = await fetch(`${url}/api/destinations/old-table`, { headers: place.localToken() })
        expect(await reply.json()).toMatchObject({ state: 'open', counts: {}, tests: { delivered: 1 } })
      },
      { timeout: 30_000 },
    )

    const pid = Number((await readFile(pidFile(), 'utf8')).split('\n')[0])
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(existsSync(pidFile())).toBe(false)
    expect(alive(pid)).toBe(false)
    expect(processesOf(place.folder)).toBe('')
  })

  it('starts again by itself after kill -9, with what it had', async () => {
    const first = spawnHub(place.folder, {})
    await eventually(() => expect(first.lines.join('\n')).toMatch(/Stop:/), { timeout: 60_000 })
    const killed = new Promise((resolve) => first.child.once('exit', resolve))
    first.child.kill('SIGKILL')
    await killed
    const second = spawnHub(place.folder, {})
    await eventually(() => expect(second.lines.join('\n')).toMatch(/Stop:/), { timeout: 60_000 })
    expect(second.lines.find((line) => / old-table /.test(line))).toMatch(/ held +\S+ \S+/)
    const ended = new Promise((resolve) => second.child.once('exit', resolve))
    second.child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})

function pidFile(): string {
  return path.join(place.folder, 'data', 'demonstration', 'postgres', 'cluster', 'postmaster.pid')
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Command lines that name the folder: PostgreSQL and Azurite are told where their data is. */
function processesOf(folder: string): string {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
  return all
    .split('\n')
    .filter((line) => line.includes(folder))
    .join('\n')
}
