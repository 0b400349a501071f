/**
 * How many mails the worst hour of a demonstration brings: its own far ends, leads and configuration, a real ledger and a
 * real mail server, and default alerts. The hour is compressed: each look is half a minute after the one before.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { channels } from '../../../channels/index.ts'
import { connectors } from '../../../connectors/index.ts'
import { demoConfigText } from '../../../demo/config-text.ts'
import { startFarEnds } from '../../../demo/far-ends.ts'
import { inventLeads } from '../../../demo/leads.ts'
import { startSending } from '../../../demo/sender.ts'
import { type Config, readConfig } from '../../../src/config/config.ts'
import { firstRun } from '../../../src/demo/demo.ts'
import { startHub } from '../../../src/hub/hub.ts'
import { sampleLead } from '../../../src/lead/sample.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { openLog } from '../../../src/log.ts'
import { startSmtp } from '../../far-ends/smtp.ts'
import type { ReceivedMail } from '../../far-ends/smtp-mail.ts'
import { freshDatabase } from '../../setup/database.ts'
import { eventually } from '../../setup/eventually.ts'

const minute = 60_000
/** As the documentation promises. */
const atMost = 6

async function demonstration(config: Config) {
  const [database, mails] = await Promise.all([freshDatabase(), startSmtp()])
  const mailed = readConfig(
    JSON.stringify({
      ...{ sources: {}, destinations: {} },
      channels: {
        ops: {
          ...{ type: 'smtp', host: '127.0.0.1', port: mails.port, tls: 'none' },
          ...{ from: 'Leadyard <hub@tailspin.example>', to: 'ops@tailspin.example' },
          sending: { allowNetworks: ['127.0.0.0/8'] },
        },
      },
    }),
    { connectors: [], channels, env: {} },
  ).channels
  const hub = await startHub({
    ...{ config: { ...config, channels: mailed }, role: 'all', databaseUrl: database.url, redisUrl: undefined },
    log: openLog('silent', () => (line) => line, { write: () => undefined }),
    stopWithin: 1_000,
  })
  const { db, close } = await openLedger(database.url, () => undefined, 2)
  // The looks are ahead of the clock by which workers beat.
  await sql`insert into workers (id, role, pid, beat_at) values (gen_random_uuid(), 'ingest', 1, now() + interval '1 day')`.execute(
    db,
  )
  onTestFinished(async () => {
    await hub.close()
    await close()
    await Promise.all([database.drop(), mails.close()])
  })
  const began = Date.now()
  return {
    hub,
    mails: mails.mails,
    reload: (next: Config) => hub.reload({ ...next, channels: mailed }),
    look: (at: number) => hub.look(new Date(began + at)),
    stateOf: async (id: string) =>
      (await db.selectFrom('destinations').select('state').where('id', '=', id).executeTakeFirst())?.state,
    /** Every message has reached the mail server. */
    allSent: () =>
      eventually(
        async () => {
          const unsent = await db.selectFrom('messages').selectAll().where('state', '<>', 'sent').execute()
          expect(unsent).toEqual([])
        },
        { timeout: 30_000 },
      ),
  }
}

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'leadyard-hour-'))
  onTestFinished(() => rm(made, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  return made
}

function report(name: string, mails: readonly ReceivedMail[]): string[] {
  const subjects = mails.map(({ header }) => header('Subject') ?? '')
  console.info(`${name}: ${subjects.length} mails within the hour\n${subjects.map((one) => `  ${one}`).join('\n')}`)
  return subjects
}

test('`npm run demo`: two destinations in trouble that are corrected, bodies without a lead, leads without a route', async () => {
  const farEnds = await startFarEnds(await folder())
  onTestFinished(farEnds.close)
  const env = { ...farEnds.variables, HUB_PORT: '0', INGEST_KEY: 'a-key-of-the-demonstration' }
  const configured = (more = {}) => readConfig(demoConfigText(env), { connectors, env: { ...env, ...more } })
  const demo = await demonstration(configured())
  const stop = new AbortController()
  const ingest = new URL(`${demo.hub.url}/ingest/marketplace?key=${env.INGEST_KEY}`)
  const sender = startSending(ingest, inventLeads(7, 60), 10, stop.signal)
  onTestFinished(async () => {
    stop.abort()
    await sender.ended
  })
  await eventually(async () => expect(await demo.stateOf('crm-eu')).toBe('held'), { timeout: 30_000 })
  await eventually(async () => expect(await demo.stateOf('partner')).toBe('resting'), { timeout: 60_000 })

  for (let at = 0; at <= 60 * minute; at += minute / 2) {
    const sent = sender.tally.taken
    await eventually(() => expect(sender.tally.taken).toBeGreaterThan(sent + 2))
    if (at === 20 * minute) farEnds.partner.calm()
    if (at === 30 * minute) {
      await eventually(async () => expect(await demo.stateOf('partner')).toBe('open'), { timeout: 60_000 })
      await demo.reload(configured({ CRM_EU_KEY: farEnds.crmEuKey }))
      await eventually(async () => expect(await demo.stateOf('crm-eu')).toBe('open'), { timeout: 60_000 })
    }
    await demo.look(at)
  }
  await demo.allSent()
  const told = report('npm run demo', demo.mails)
  expect(sender.tally.unreadable).toBeGreaterThan(1)
  expect(told[0]).toMatch(/^Held: crm-eu/)
  expect(told).toContain('Open again: crm-eu')
  expect(told.join()).toMatch(/Resting: partner/)
  expect(told.length).toBeLessThanOrEqual(atMost)
}, 240_000)

test('`npm start` without a config.yaml: a destination with a wrong key', async () => {
  const started = await firstRun('config.yaml').start(await folder())
  onTestFinished(started.close)
  const { config } = started.file
  const key = config.secrets.find((secret) => secret.length === 24) ?? ''
  const demo = await demonstration({ ...config, listen: { ...config.listen, port: 0 } })
  const reply = await fetch(`${demo.hub.url}/ingest/marketplace?key=${key}&offer=contoso.test-microsoft`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sampleLead(new Date())),
  })
  expect(reply.status).toBe(202)
  await eventually(async () => expect(await demo.stateOf('old-table')).toBe('held'), { timeout: 30_000 })
  for (let at = 0; at <= 60 * minute; at += minute / 2) await demo.look(at)
  await demo.allSent()
  const told = report('npm start without a config.yaml', demo.mails)
  expect(told[0]).toMatch(/^Held: old-table/)
  expect(told.length).toBeLessThanOrEqual(atMost)
}, 240_000)
