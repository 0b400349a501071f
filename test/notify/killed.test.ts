/** A hub that is killed while it makes and sends the daily proof, and the weekly report: each is told once, and is whole. */
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dayAfter, dayAt, momentAt } from '../../src/notify/proof/day.ts'
import { type HubProcess, openPlace, type Place } from '../e2e/process.ts'
import { type SmtpFarEnd, startSmtp } from '../far-ends/smtp.ts'
import type { ReceivedMail } from '../far-ends/smtp-mail.ts'
import { eventually } from '../setup/eventually.ts'
import { type ProofRig, startProofRig } from './proof/rig.ts'

/** A zone in which it is about noon, so that no day begins while the test runs. */
const ahead = 12 - new Date().getUTCHours()
const zone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
const now = new Date()
const yesterday = dayAfter(dayAt(zone, now), -1)
const weekday = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'short' }).format(now).slice(0, 2)

let rig: ProofRig
let smtp: SmtpFarEnd
let place: Place
let hub: HubProcess | undefined

beforeEach(async () => {
  ;[rig, smtp, place] = await Promise.all([startProofRig(), startSmtp(), openPlace()])
  const at = momentAt(zone, yesterday, '12:00')
  for (const offer of ['contoso.router', 'contoso.desk', 'contoso.desk']) await rig.lead({ at, offer })
})
afterEach(async () => {
  await hub?.kill('SIGKILL')
  await Promise.all([rig.close(), smtp.close(), place.remove()])
})

/** @param more of the file */
async function configure(more: object): Promise<void> {
  const delivery = { allowNetworks: ['127.0.0.0/8'] }
  await place.configure({
    ...{ listen: { port: 0 }, sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } } },
    destinations: {
      crm: { type: 'salesforce', ...rig.org.settings, clientSecret: '${env:ORG_SECRET}', delivery },
      table: { type: 'azure-table', table: rig.table.table, connectionString: '${env:TABLE}', delivery },
    },
    channels: {
      mail: {
        ...{ type: 'smtp', host: '127.0.0.1', port: smtp.port, tls: 'none', from: 'a@b.example', to: 'c@b.example' },
        // Longer than the test: no attempt ends before the kill.
        sending: { deadline: '10m', allowNetworks: ['127.0.0.0/8'] },
      },
    },
    ...more,
  })
}

async function start(): Promise<void> {
  hub = await place.start({
    ...{ DATABASE_URL: rig.ledger.url, KEY: 'the-key-of-the-test' },
    TABLE: String(rig.table.settings['connectionString']),
    ORG_SECRET: String(rig.org.settings['clientSecret']),
  })
}

/** Kills the hub. What it had leased is free at once, as it would be after the lease. */
async function kill(): Promise<void> {
  await hub?.kill('SIGKILL')
  await sql`update proof_days set lease_until = now() where lease_until > now()`.execute(rig.ledger.db)
  await sql`update messages set next_attempt_at = now() where state = 'sending'`.execute(rig.ledger.db)
}

const soon = <T>(check: () => T | Promise<T>) => eventually(check, { timeout: 120_000 })

/** Starts the hub, and kills it in the transaction that writes a message. */
async function killedWhileItWrites(makeDue: () => Promise<unknown> = async () => undefined): Promise<void> {
  await start()
  await rig.ledger.db.transaction().execute(async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
    await sql`lock table messages in share mode`.execute(tx)
    await makeDue()
    await soon(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
          and query ilike '%insert into messages%'`.execute(rig.ledger.db)
      expect(rows).toHaveLength(1)
    })
    await hub?.kill('SIGKILL')
  })
  await kill()
}

/** Starts the hub, and kills it when the mail server has the mail and has not answered. @returns that mail */
async function killedWhileItSends(): Promise<ReceivedMail> {
  const unanswered = smtp.stopAnswering()
  await start()
  await soon(() => expect(unanswered).toHaveLength(1))
  await kill()
  smtp.calm()
  expect(smtp.mails).toEqual([])
  return unanswered[0]!
}

/** A far end is asked for records of the day: the lease is then longer than that of any other step, which is a minute. */
async function isAsking(): Promise<boolean> {
  const { rows } = await sql`
    select from proof_days where day = ${yesterday} and lease_until > now() + interval '1 minute'`.execute(
    rig.ledger.db,
  )
  return rows.length > 0
}

const messages = async () => {
  const { rows } = await sql<{ kind: string; state: string; attempts: number }>`
    select kind, state, attempts from messages order by id`.execute(rig.ledger.db)
  return rows
}

/** Starts the hub until it has told, and once more. @returns the only mail of the kind */
async function toldOnce(kind: string, begun: ReceivedMail): Promise<ReceivedMail> {
  await start()
  await soon(async () => expect(await messages()).toEqual([{ kind, state: 'sent', attempts: 2 }]))
  await kill()
  await start()
  await fetch(`${hub?.url}/api/channels/mail/tests`, { method: 'POST', headers: place.localToken() })
  await soon(async () => expect((await messages()).map(({ state }) => state)).toEqual(['sent', 'sent']))
  const [told, after, ...more] = smtp.mails
  expect([after?.header('Subject'), more]).toEqual([expect.stringMatching(/test/i), []])
  // Message-ID and all else: the far end can tell that it is the same mail.
  expect(told?.raw).toBe(begun.raw)
  return told!
}

test('a daily proof that is killed while it asks, while it is written and while it is sent is told once, and whole', {
  timeout: 400_000,
}, async () => {
  await configure({ proof: { zone, at: '00:00', to: ['mail'] } })
  rig.org.misbehave('hang')
  await start()
  await soon(async () => expect(await isAsking()).toBe(true))
  await kill()
  expect(await rig.day(yesterday)).toMatchObject({ finished_at: null, told: false })
  rig.org.calm()

  await killedWhileItWrites()
  expect(await rig.day(yesterday)).toMatchObject({ finished_at: null, told: false })
  expect(await messages()).toEqual([])

  const { header, text } = await toldOnce('proof', await killedWhileItSends())
  expect(header('Subject')).toMatch(/^Proof of .*: 3 leads, everything is accounted for$/)
  expect(text).toContain('3 routed')
  const rows = await rig.rows(yesterday)
  const sum = (name: 'accepted' | 'present' | 'missing' | 'unchecked') => rows.reduce((all, row) => all + row[name], 0)
  expect([sum('accepted'), sum('present'), sum('missing'), sum('unchecked')]).toEqual([6, 6, 0, 0])
})

test('a weekly report that is killed while it is written and while it is sent is told once, and whole', {
  timeout: 400_000,
}, async () => {
  await configure({ report: { zone, on: [weekday], to: 'boss@b.example' }, proof: { zone, off: ['crm', 'table'] } })
  await killedWhileItWrites(async () => {
    await sql`update reports set next_due = now()`.execute(rig.ledger.db)
  })
  const { rows } = await sql<{ due: boolean }>`select next_due <= now() as due from reports`.execute(rig.ledger.db)
  expect(rows).toEqual([{ due: true }])
  expect(await messages()).toEqual([])

  const { header, text, to } = await toldOnce('report', await killedWhileItSends())
  expect(to).toEqual(['boss@b.example'])
  expect(header('Subject')).toBe('Weekly report: 3 leads, none in the week before')
  expect(text).toMatch(/^contoso\.desk +new +2 +0$/m)
  expect(text).toMatch(/^contoso\.router +new +1 +0$/m)
})
