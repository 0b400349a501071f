/** A hub in a process of its own tells people that its PostgreSQL, its Redis or its disk is in trouble, and the end of it. */
import { spawn, spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, it, type TestContext } from 'vitest'
import { findBinaries } from '../../src/ledger/embedded/binaries.ts'
import { chooseFolder } from '../../src/ledger/embedded/data-folder.ts'
import { openCluster } from '../../src/ledger/embedded/initdb.ts'
import { freePort } from '../../src/ledger/embedded/port.ts'
import { launch } from '../../src/ledger/embedded/postmaster.ts'
import { ensureDatabase, isReady } from '../../src/ledger/embedded/ready.ts'
import { backends } from '../delivery/rig.ts'
import { hubProgram, openPlace, type Place } from '../e2e/process.ts'
import { type PagerDutyFarEnd, startPagerDuty } from '../far-ends/pagerduty.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { startRedisOn } from '../setup/redis.ts'

/** Looks are half a minute apart: one finds it, and the next one tells it or closes it. */
const looks = { timeout: 150_000 }

interface Told {
  place: Place
  pager: PagerDutyFarEnd
  /** What PagerDuty has: `trigger queue`. */
  events(): string[]
}

type Finished = TestContext['onTestFinished']

async function toldHub(onTestFinished: Finished): Promise<Told> {
  const [place, pager] = await Promise.all([openPlace(), startPagerDuty()])
  onTestFinished(async () => {
    await pager.close()
    await place.remove()
  })
  const soon = { after: '1s' }
  await place.configure({
    ...{ listen: { port: 0 }, sources: {}, destinations: {} },
    channels: {
      oncall: {
        ...{ type: 'pagerduty', routingKey: '${env:ROUTING_KEY}', url: pager.origin, hub: 'hub' },
        sending: { allowNetworks: ['127.0.0.0/8'], retry: { first: '1s', most: '2s' } },
      },
    },
    alerts: { settle: '1s', kinds: { queue: soon, ledger: { after: '10s' }, disk: soon } },
  })
  const events = () =>
    pager.events.map(({ event_action, dedup_key }) => `${event_action} ${dedup_key.replace(/^leadyard\/hub\//, '')}`)
  return { place, pager, events }
}

async function start({ place, pager }: Told, env: Record<string, string>, onTestFinished: Finished): Promise<void> {
  const hub = await place.start({ ROUTING_KEY: pager.routingKey, ...env })
  onTestFinished(async () => void (await hub.kill('SIGKILL')))
}

async function useDatabase(onTestFinished: Finished): Promise<string> {
  const database = await freshDatabase()
  onTestFinished(database.drop)
  return database.url
}

/** A PostgreSQL that the test stops, and starts again on the same port. */
async function ownPostgres(onTestFinished: Finished) {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadyard-told-'))
  // PostgreSQL's own user needs access when the tests run as root.
  await chmod(folder, 0o755)
  const log = () => undefined
  const data = await chooseFolder(path.join(folder, 'postgres'), log)
  const binaries = await findBinaries(data, log)
  const password = await openCluster(data, binaries, log)
  const port = await freePort()
  const url = (name: string) => `postgres://leadyard:${password}@127.0.0.1:${port}/${name}`
  const launched = async () => {
    const server = await launch(data, binaries, port)
    expect(await isReady(url('postgres'), server.gone)).toBe(true)
    return server
  }
  let server = await launched()
  await ensureDatabase(url('postgres'))
  onTestFinished(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    url: url('leadyard'),
    stop: () => server.stop(),
    async hasBeats() {
      const client = new pg.Client({ connectionString: url('leadyard') })
      await client.connect()
      const asked = "select from workers where beat_at > (select min(loaded_at) from config_versions) + interval '5 s'"
      const { rowCount } = await client.query(asked).finally(() => client.end())
      expect(rowCount).toBe(1)
    },
    start: async () => void (server = await launched()),
  }
}

const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0
if (!canMount)
  console.warn('The test of a full disk is skipped: this machine allows no mount in a namespace of its own')

/** Its data folder is a disk of its own, whose size the test changes by a file. */
const onSmallDisk = `
mount -t tmpfs -o size=4g none "$1/data"
while [ -f "$1/config.yaml" ]; do
  [ -f "$1/size" ] && mount -o remount,size=$(cat "$1/size") "$1/data"
  sleep 0.2
done &
cd "$1" && exec "$2" "$3"`

describe.concurrent('in trouble', { timeout: 360_000 }, () => {
  it('PostgreSQL is stopped: people are told from memory, once, and once when it is back', async ({
    onTestFinished,
  }) => {
    const told = await toldHub(onTestFinished)
    const postgres = await ownPostgres(onTestFinished)
    await start(told, { DATABASE_URL: postgres.url }, onTestFinished)
    // The hub has a heartbeat to miss.
    await eventually(() => postgres.hasBeats(), looks)
    await postgres.stop()
    await eventually(() => expect(told.events()).toEqual(['trigger ledger']), looks)
    await postgres.start()
    await eventually(() => expect(told.events()).toEqual(['trigger ledger', 'resolve ledger']), looks)
    expect(told.pager.events[0]).toMatchObject({ payload: { severity: 'critical' } })
    expect(told.pager.incidents.size).toBe(0)
  })

  it.skipIf(!backends().includes('redis'))(
    'Redis is stopped: people are told without it, and when it is back',
    async ({ onTestFinished }) => {
      const told = await toldHub(onTestFinished)
      const port = await freePort()
      const redis = await startRedisOn(port)
      await start(told, { DATABASE_URL: await useDatabase(onTestFinished), REDIS_URL: redis.address }, onTestFinished)
      await redis.stop()
      await eventually(() => expect(told.events()).toEqual(['trigger queue']), looks)
      const again = await startRedisOn(port)
      onTestFinished(again.stop)
      await eventually(() => expect(told.events()).toEqual(['trigger queue', 'resolve queue']), looks)
    },
  )

  it.skipIf(!canMount)(
    'the disk of the data folder has little room: people are told, and when it has room again',
    async ({ onTestFinished }) => {
      const told = await toldHub(onTestFinished)
      const { folder } = told.place
      await mkdir(path.join(folder, 'data'))
      const { PATH, HOME } = process.env
      const hub = spawn('unshare', ['-rm', 'sh', '-c', onSmallDisk, 'sh', folder, process.execPath, hubProgram], {
        env: { PATH, HOME, DATABASE_URL: await useDatabase(onTestFinished), ROUTING_KEY: told.pager.routingKey },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = new Promise((resolve) => hub.once('exit', resolve))
      onTestFinished(async () => {
        hub.kill('SIGKILL')
        await ended
      })
      let said = ''
      hub.stdout.on('data', (data) => (said += data))
      await eventually(() => expect(said).toContain('"msg":"ready"'), looks)
      await writeFile(path.join(folder, 'size'), '64m')
      await eventually(() => expect(told.events()).toEqual(['trigger disk']), looks)
      expect(told.pager.events[0]).toMatchObject({ payload: { severity: 'warning' } })
      await writeFile(path.join(folder, 'size'), '4g')
      await eventually(() => expect(told.events()).toEqual(['trigger disk', 'resolve disk']), looks)
    },
  )
})
