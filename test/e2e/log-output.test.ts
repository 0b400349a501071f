/** A log that cannot be written neither ends the hub nor keeps it waiting: lines may be lost, leads are not. */
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { freePort } from '../setup/server.ts'
import { key, lead, post, type Receivers, startReceivers } from './load.ts'
import { hubProgram, openPlace, type Place } from './process.ts'

let place: Place
let receivers: Receivers
let database: Awaited<ReturnType<typeof freshDatabase>>
let end: (() => Promise<unknown>) | undefined

beforeEach(async () => {
  ;[place, receivers, database] = await Promise.all([openPlace(), startReceivers(), freshDatabase()])
})
afterEach(async () => {
  await end?.()
  end = undefined
  await receivers.close()
  await place.remove()
  await database.drop()
})

/** Starts the hub with its log going to this descriptor, and waits until it is ready. */
async function start(stdout: number) {
  const port = await freePort()
  await place.configure({
    listen: { port },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: {
      hook: {
        type: 'https',
        url: '${env:URL}/hook',
        receipt: 'body.id',
        delivery: { concurrency: 5, allowNetworks: ['127.0.0.0/8'] },
      },
    },
    routes: [{ name: 'all', to: ['hook'] }],
  })
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [hubProgram], {
    cwd: place.folder,
    env: { PATH, HOME, KEY: key, URL: receivers.url, DATABASE_URL: database.url, LEADYARD_STOP_WITHIN: '4000' },
    stdio: ['ignore', stdout, 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  end = () => {
    child.kill('SIGKILL')
    return ended
  }
  const url = `http://127.0.0.1:${port}`
  await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), { timeout: 60_000 })
  return {
    url,
    async stop() {
      let code: number | null | undefined
      void ended.then((with_) => (code = with_))
      child.kill('SIGTERM')
      await eventually(() => expect(code).toBeDefined(), { timeout: 30_000, what: 'the hub to stop' })
      return code
    },
  }
}

async function takesAndDelivers(url: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) expect(await post(url, lead(n))).toBeTruthy()
  await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(count), { timeout: 30_000 })
}

async function lostLines(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^leadyard_log_lines_lost_total (\d+)$/m.exec(text)?.[1])
}

// Windows has neither.
const onUnix = process.platform === 'win32' ? describe.skip : describe

onUnix('the hub takes leads, delivers them and stops', { timeout: 120_000 }, () => {
  it('with a full disk under its log', async () => {
    const full = openSync(process.platform === 'linux' ? '/dev/full' : '/dev/null', 'w')
    const { url, stop } = await start(full)
    closeSync(full)
    await takesAndDelivers(url, 30)
    expect(await lostLines(url)).toBe(0)
    expect(await stop()).toBe(0)
  })

  it('with a reader of its log that has stopped', async () => {
    const { writer, reader } = stoppedPipe()
    const { url, stop } = await start(writer)
    closeSync(writer)
    await takesAndDelivers(url, 30)
    expect(await stop()).toBe(0)
    closeSync(reader)
  })

  it('with a log that has no reader any more', async () => {
    const { writer, reader } = stoppedPipe()
    const { url, stop } = await start(writer)
    closeSync(writer)
    closeSync(reader)
    await takesAndDelivers(url, 30)
    expect(await stop()).toBe(0)
  })
})

/** A pipe that is full. */
function stoppedPipe(): { writer: number; reader: number } {
  const name = path.join(place.folder, 'log')
  execFileSync('mkfifo', [name])
  const reader = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK)
  const filling = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK)
  const writer = openSync(name, constants.O_WRONLY)
  try {
    for (;;) writeSync(filling, Buffer.alloc(4096, 'x'))
  } catch {
    closeSync(filling)
  }
  return { writer, reader }
}
