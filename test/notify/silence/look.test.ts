import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { eraseLeads } from '../../../src/ledger/erasure/leads.ts'
import { storeRouted } from '../../../src/ledger/fan-out.ts'
import { takeLook } from '../../../src/ledger/notify/silence.ts'
import { describeTime } from '../../../src/notify/messages/times.ts'
import { lookOnce, openSilence } from '../../../src/notify/silence/look.ts'
import { readSilence } from '../../../src/notify/silence/read.ts'
import { isSilent, silenceFindings } from '../../../src/notify/silence/snapshot.ts'
import { inWords } from '../../../src/notify/silence/words.ts'
import { arrival, freshLedger, type TestLedger } from '../../ledger/rows.ts'
import { silenceConfig } from './config.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let ledger: TestLedger
beforeEach(async () => (ledger = await freshLedger(4)))
afterEach(() => ledger.close())

const config = silenceConfig({})
const ago = (ms: number) => new Date(Date.now() - ms)

function leadAt(at: Date, more: object = {}) {
  return arrival({ id: uuid({ msecs: at.getTime() }), receivedAt: at, source: 'web', offer: '', ...more })
}

/** A lead every half hour, for so many days until so long ago. */
async function usualTraffic(days: number, until: number, more: object = {}): Promise<void> {
  const leads = Array.from({ length: days * 48 }, (_, n) => leadAt(ago(until + n * 30 * minute), more))
  for (let at = 0; at < leads.length; at += 500) await storeArrivals(ledger.db, leads.slice(at, at + 500))
}

async function look(): Promise<void> {
  while (await lookOnce(ledger.db, config.silence));
}

/** As if the hub worked for long. */
async function settled(): Promise<void> {
  await sql`update quiet_look set resumed_at = now() - interval '2 days', down_from = null`.execute(ledger.db)
}

async function standing(series = 'source:web') {
  const { standings } = await readSilence(ledger.db, config)
  return standings.find((one) => one.series === series)
}

async function rowsOf(table: 'quiet_hours' | 'quiet_days' | 'quiet_state') {
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by 1, 2`.execute(
    ledger.db,
  )
  return rows
}

async function hoursOf(series: string): Promise<number> {
  const rows = await rowsOf('quiet_hours')
  return rows.filter((row) => row['series'] === series).reduce((sum, { leads }) => sum + Number(leads), 0)
}

describe('a source', () => {
  it('is silent when far more leads usually come in such a time, until the next lead', async () => {
    await usualTraffic(35, 20 * hour)
    await look()
    await settled()
    const one = await standing()
    expect(one).toMatchObject({ by: 'model', expected: expect.closeTo(40, -1), perDay: expect.closeTo(48, -1) })
    expect(one?.limit).toBeLessThan(30)
    expect(silenceFindings(await readSilence(ledger.db, config))).toMatchObject([
      { key: 'silent:source:web', severity: 'critical', detail: { of: 'source', perDay: expect.closeTo(48, -1) } },
    ])
    await storeArrivals(ledger.db, [leadAt(ago(minute))])
    await look()
    expect(silenceFindings(await readSilence(ledger.db, config))).toEqual([])
    const [state] = await rowsOf('quiet_state')
    expect(state).toMatchObject({ series: 'source:web', alarms: [expect.any(Date)] })
  })

  it('is not silent after a quiet that is usual', async () => {
    await usualTraffic(35, 2 * hour)
    await look()
    await settled()
    expect(isSilent((await standing())!)).toBe(false)
  })

  it('is not judged for ten minutes after the start, and while its table cannot be read', async () => {
    await usualTraffic(35, 20 * hour)
    await look()
    expect(await standing()).toMatchObject({ unjudged: 'starting' })
    await settled()
    expect(await standing()).toMatchObject({ unjudged: undefined })
    await sql`insert into polls (source, failures) values ('web', 1)`.execute(ledger.db)
    expect(await standing()).toMatchObject({ unjudged: 'unread' })
  })

  it('has no model before it has eight leads', async () => {
    await usualTraffic(1, 20 * day)
    await storeArrivals(ledger.db, [leadAt(ago(12 * day), { source: 'slow' }), leadAt(ago(day), { source: 'slow' })])
    await look()
    const { standings } = await readSilence(ledger.db, silenceConfig({ sources: ['web', 'slow', 'new'] }))
    const by = Object.fromEntries(standings.map((one) => [one.series, one.by]))
    expect(by).toMatchObject({ 'source:slow': 'learning', 'source:new': 'learning' })
  })
})

describe('leads that show no sender alive', () => {
  it('end no silence and are not learnt: imported at night, tests, unreadable', async () => {
    await usualTraffic(35, 20 * hour)
    await look()
    await settled()
    const before = [await rowsOf('quiet_hours'), await rowsOf('quiet_state')]
    await storeArrivals(ledger.db, [
      ...Array.from({ length: 50 }, () => leadAt(ago(minute), { inBulk: true })),
      leadAt(ago(minute), { test: true }),
      leadAt(ago(minute), { state: 'unreadable', lead: undefined }),
    ])
    await look()
    expect([await rowsOf('quiet_hours'), await rowsOf('quiet_state')]).toEqual(before)
    expect(isSilent((await standing())!)).toBe(true)
  })
})

describe('the look', () => {
  it('counts what was committed late, and counts nothing twice', async () => {
    await usualTraffic(3, minute)
    await look()
    const [state] = await rowsOf('quiet_state')
    await storeArrivals(ledger.db, [leadAt(ago(80 * minute))])
    await look()
    expect(await hoursOf('source:web')).toBe(3 * 48 + 1)
    expect(await rowsOf('quiet_state')).toEqual([state])
    const all = [await rowsOf('quiet_hours'), await rowsOf('quiet_days'), await rowsOf('quiet_state')]
    for (let n = 0; n < 3; n++) await look()
    expect([await rowsOf('quiet_hours'), await rowsOf('quiet_days'), await rowsOf('quiet_state')]).toEqual(all)
  })

  it('goes on after a restart where it ended, and comes to the same as without', async () => {
    await usualTraffic(30, 3 * hour)
    // One day, as if the hub died after it.
    expect(await lookOnce(ledger.db, config.silence)).toBe(true)
    await look()
    const interrupted = [await rowsOf('quiet_hours'), await rowsOf('quiet_days')]
    for (const table of ['quiet_hours', 'quiet_days', 'quiet_state'] as const) {
      await sql`delete from ${sql.table(table)}`.execute(ledger.db)
    }
    await sql`update quiet_look set scanned_to = null, alive_at = null`.execute(ledger.db)
    await look()
    expect([await rowsOf('quiet_hours'), await rowsOf('quiet_days')]).toEqual(interrupted)
  })

  it('is done by one of several workers', async () => {
    await usualTraffic(2, hour)
    await ledger.db.transaction().execute(async (tx) => {
      expect(await takeLook(tx)).toBeDefined()
      expect(await lookOnce(ledger.db, config.silence)).toBe(false)
      expect(await rowsOf('quiet_hours')).toEqual([])
    })
    await Promise.all([look(), look(), look()])
    await look()
    expect(await hoursOf('source:web')).toBe(2 * 48)
  })

  it('keeps the counts of leads that were erased since', async () => {
    await usualTraffic(1, minute)
    const erased = leadAt(ago(2 * minute))
    await storeArrivals(ledger.db, [erased])
    await look()
    const before = [await rowsOf('quiet_hours'), await rowsOf('quiet_state')]
    await ledger.db.transaction().execute((tx) => eraseLeads(tx, [erased.id]))
    await look()
    expect([await rowsOf('quiet_hours'), await rowsOf('quiet_state')]).toEqual(before)
  })

  it('is rare where nothing comes in, and writes nothing then', async () => {
    await storeArrivals(ledger.db, [leadAt(ago(minute))])
    const context = { db: ledger.db, stopping: new AbortController().signal }
    const silence = openSilence(context, () => config.silence, { every: 0, share: Number.POSITIVE_INFINITY })
    for (let n = 0; n < 3; n++) await silence()
    const [first] = await rowsOf('quiet_hours')
    await sql`delete from quiet_hours`.execute(ledger.db)
    for (let n = 0; n < 3; n++) await silence()
    expect(await rowsOf('quiet_hours')).toEqual([])
    await storeArrivals(ledger.db, [leadAt(new Date())])
    await silence()
    expect(await hoursOf('source:web')).toBe(2)
    expect(first).toMatchObject({ series: 'source:web', leads: 1 })
  })
})

describe('the downtime of the hub', () => {
  async function downFor(ms: number): Promise<void> {
    await sql`
      update quiet_look set scanned_to = ${ago(ms)}, alive_at = ${ago(ms)}, resumed_at = ${ago(ms + day)}`.execute(
      ledger.db,
    )
  }

  it('is no quiet of the sender', async () => {
    await usualTraffic(35, 20 * hour)
    await look()
    await downFor(19 * hour)
    await look()
    await settled()
    const one = await standing()
    expect(one).toMatchObject({ expected: expect.closeTo(2, 0), since: expect.any(Date) })
    expect(isSilent(one!)).toBe(false)
  })

  it('ends with leads that waited, which end no quiet', async () => {
    await usualTraffic(35, 20 * hour)
    await look()
    await downFor(19 * hour)
    const [before] = await rowsOf('quiet_state')
    await storeArrivals(ledger.db, [leadAt(ago(hour)), leadAt(ago(minute / 10))])
    await look()
    const [after] = await rowsOf('quiet_state')
    expect(after).toMatchObject({ alarms: [], threshold: expect.any(Number) })
    expect(Number(after?.['last_at'])).toBeGreaterThan(Number(before?.['last_at']))
    const longest = (await rowsOf('quiet_days')).filter(({ until }) => (until as Date) > ago(2 * hour))
    expect(longest).toEqual([])
  })
})

describe('offers and destinations', () => {
  it('are series of their own, with the source and all leads as their peers', async () => {
    await usualTraffic(35, 2 * hour, { offer: 'contoso.one' })
    await usualTraffic(34, 30 * hour, { offer: 'contoso.two' })
    await look()
    await settled()
    expect(isSilent((await standing())!)).toBe(false)
    const two = await standing('offer:web/contoso.two')
    expect(two).toMatchObject({ kind: 'offer', source: 'web', subject: 'web/contoso.two', by: 'model' })
    expect(silenceFindings(await readSilence(ledger.db, config))).toMatchObject([
      { key: 'silent:offer:web/contoso.two', severity: 'warning', subject: 'web/contoso.two' },
    ])
  })

  it('count the deliveries that are made for a destination, without those of leads in bulk and of tests', async () => {
    const leads = [leadAt(ago(minute)), leadAt(ago(minute), { inBulk: true }), leadAt(ago(minute), { test: true })]
    await storeArrivals(ledger.db, leads)
    await sql`insert into destinations (id, connector) values ('crm', 'plain')`.execute(ledger.db)
    const routed = leads.map(({ id }) => ({
      ...{ leadId: id, state: 'routed' as const, reason: '', configVersion: 'v1' },
      deliveries: [{ id: uuid(), destination: 'crm', route: 'all' }],
    }))
    await storeRouted(ledger.db, routed)
    await look()
    expect(await hoursOf('destination:crm')).toBe(1)
  })
})

describe('an expectation by hand', () => {
  it('replaces the model, and `off` ends it', async () => {
    await usualTraffic(35, 5 * hour)
    await look()
    await settled()
    expect(isSilent((await standing())!)).toBe(false)
    const told = async (watch: object | string) => {
      const { standings } = await readSilence(ledger.db, silenceConfig({ silence: { sources: { web: watch } } }))
      return standings.filter(isSilent).map(({ series }) => series)
    }
    expect(await told({ expect: 'at least 1 per 4h' })).toEqual(['source:web'])
    expect(await told({ expect: '1 per 6h' })).toEqual([])
    expect(await told({ expect: '40 per 1d' })).toEqual(['source:web'])
    expect(await told({ expect: '30 per 1d' })).toEqual([])
    expect(await told('off')).toEqual([])
  })

  it('is told with its figures: what is expected, in which time, what came, and when it becomes a silence', async () => {
    await usualTraffic(35, 5 * hour)
    await look()
    await settled()
    const told = async (expectation: string, on?: string) => {
      const watch = { expect: expectation, zone: 'Europe/Berlin', ...(on ? { on } : {}) }
      const { at, standings } = await readSilence(ledger.db, silenceConfig({ silence: { sources: { web: watch } } }))
      const one = standings.find(({ series }) => series === 'source:web')!
      return { one, words: inWords(one, at, { slower: 1, alarms: 0, falseAlarms: 1 }) }
    }
    const moment = (at: number) => describeTime(new Date(at), 'Europe/Berlin')
    const single = await told('1 per 6h')
    const last = single.one.since!.getTime()
    expect(single.one.hand).toMatchObject({ silentAt: new Date(last + 6 * hour) })
    expect(single.words).toEqual([
      'It is 5 h 0 min without a lead now.',
      '`expect` asks for at least 1 lead per 6 h.',
      `Since the last lead, of ${moment(last)}, 5 h 0 min have passed.`,
      `Without a further lead it is silent from ${moment(last + 6 * hour)} on.`,
      'That is no silence.',
    ])
    // A lead each half hour, from 5 to 10 hours ago. Three suffice until the third newest, an hour older, leaves.
    const several = await told('3 per 10h')
    expect(several.one.hand?.came).toMatchObject({ leads: 10 })
    expect(several.one.hand?.silentAt?.getTime()).toBeCloseTo(last - hour + 10 * hour, -5)
    const silent = await told('12 per 10h', 'Mo-Su 00:00-24:00')
    expect(silent.words).toEqual([
      'It is 5 h 0 min without a lead now.',
      '`expect` asks for at least 12 leads per 10 h, of the time Mo-Su 00:00-24:00 (Europe/Berlin).',
      expect.stringMatching(/^In the last 10 h of that time, since .*, 10 leads came\.$/),
      'That is a silence.',
    ])
  })
})
