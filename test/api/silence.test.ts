import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { lookOnce } from '../../src/notify/silence/look.ts'
import { run } from '../cli/run.ts'
import { arrival } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig, tokens } from './rig.ts'

const hour = 3_600_000

let rig: Rig
beforeAll(async () => {
  const marketplace = { type: 'marketplace', key: '${env:KEY}' }
  rig = await startRig({
    destinations: { crm: {} },
    routes: [{ name: 'all', to: ['crm'] }],
    sources: { web: marketplace, calm: marketplace, new: marketplace },
    // The tests do not depend on the date of their run.
    silence: { quietDays: [], zone: 'Europe/Berlin', sources: { calm: 'off' } },
  })
  // A lead every half hour for 35 days, until yesterday; all of them are settled.
  const leads = Array.from({ length: 35 * 48 }, (_, n) => {
    const at = new Date(Date.now() - 24 * hour - n * (hour / 2))
    return arrival({
      id: uuid({ msecs: at.getTime() }),
      receivedAt: at,
      source: 'web',
      state: 'suppressed',
      offer: 'o',
    })
  })
  for (let at = 0; at < leads.length; at += 500) await storeArrivals(rig.ledger.db, leads.slice(at, at + 500))
  // The hub has looked at the empty ledger before.
  await eventually(async () => {
    await sql`update quiet_look set scanned_to = now() - interval '40 days' where alive_at is not null`.execute(
      rig.ledger.db,
    )
    while (await lookOnce(rig.ledger.db, rig.hub.config().silence));
    const { rows } = await sql`select * from quiet_state where model is not null`.execute(rig.ledger.db)
    expect(rows).toHaveLength(2)
  })
  await sql`update quiet_look set resumed_at = now() - interval '1 hour'`.execute(rig.ledger.db)
})
afterAll(() => rig.close())

const leadyard = (...args: string[]) => run(args, { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.viewer })

describe('the operations of silence', () => {
  it('tell of every series how quiet it is, and how quiet it may be', async () => {
    const { items } = (await rig.get('/api/silence')).body
    const by = Object.fromEntries(items.map((one: { series: string }) => [one.series, one]))
    expect(by['source:web']).toMatchObject({
      silent: true,
      by: 'model',
      perDay: expect.closeTo(48, -1),
      unjudged: null,
    })
    expect(by['source:web'].expected).toBeGreaterThan(by['source:web'].limit)
    expect(by['source:calm']).toMatchObject({ silent: false, by: 'off' })
    expect(by['source:new']).toMatchObject({ silent: false, by: 'learning', since: null, longest: null })
    expect(Object.keys(by)).toContain('destination:crm')
  })

  it('explain a source in words and figures', async () => {
    const { body } = await rig.get('/api/sources/web/silence')
    expect(body.words[0]).toMatch(/^web brings \d+ leads on a usual day\.$/)
    expect(body.words[1]).toMatch(
      /^1 d 0 h without a lead usually brings \d+ leads; its limit is \d+ leads\. That is a silence\.$/,
    )
    expect(body.week.map(({ day }: { day: string }) => day)[0]).toBe('Monday')
    const leads = body.week.flatMap((day: { leads: number[] }) => day.leads)
    expect(leads.reduce((a: number, b: number) => a + b, 0)).toBeCloseTo(7 * body.standing.perDay, 0)
    expect(body.quiets.length).toBeGreaterThan(3)
    expect(body.offers).toMatchObject([{ series: 'offer:web/o' }])
    expect((await rig.get('/api/sources/none/silence')).status).toBe(404)
  })

  it('are told by the overview and by the list of sources', async () => {
    const { first, arrives } = (await rig.get('/api/overview')).body
    expect(first).toMatchObject([{ kind: 'silence', source: 'web', usually: expect.any(Number) }])
    expect(arrives).toBe(false)
    const { items } = (await rig.get('/api/sources')).body
    expect(items.filter(({ silence }: { silence: unknown }) => silence).map(({ id }: { id: string }) => id)).toEqual([
      'web',
    ])
  })

  it('have gauges', async () => {
    const text = await (await fetch(`${rig.hub.url}/metrics`)).text()
    const of = (name: string) => Number(new RegExp(`^${name}\\{series="source:web"\\} (\\S+)$`, 'm').exec(text)?.[1])
    expect(of('leadyard_quiet_expected')).toBeGreaterThan(of('leadyard_quiet_limit'))
    expect(text).not.toContain('series="source:new"')
  })
})

describe('a canary that is asked for', () => {
  const ask = (id: string, token = tokens.operator) =>
    rig.ask('POST', `/api/sources/${id}/canaries`, undefined, { authorization: `Bearer ${token}` })

  it('is sent through the public address by the next look', async () => {
    const url = `${rig.hub.url}/ingest/new`
    const config = rig.hub.config()
    const canary = { new: { at: '06:00', url, allowNetworks: ['127.0.0.0/8'] } }
    await rig.hub.reload({ ...config, silence: { ...config.silence, canary } })
    expect((await ask('new', tokens.viewer)).status).toBe(403)
    expect((await ask('calm')).status).toBe(409)
    expect((await ask('none')).status).toBe(404)
    const { code, out } = await run(['silence', '--canary', 'new'], {
      ...{ LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator },
    })
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^The test lead to new arrived at/) })
    const { items } = (await rig.get('/api/audit?subject=new')).body
    expect(items).toMatchObject([{ action: 'send-canary', actor: 'anna' }])
  }, 120_000)
})

describe('leadyard silence', () => {
  it('lists the series, and ends with 1 while one is silent', async () => {
    const { code, out } = await leadyard('silence')
    expect(out).toMatch(/^source:web\s+silent\s/m)
    expect(out).toMatch(/^source:calm\s+off\s/m)
    expect(out).toMatch(/^source:new\s+learning\s/m)
    expect(code).toBe(1)
  })

  it('explains a source', async () => {
    const { code, out, err } = await leadyard('silence', '--explain', 'web')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/That is a silence\./)
    expect(out).toMatch(/^USUALLY\s+00:00\s+04:00/m)
    expect(out).toMatch(/^Sunday\s+\d/m)
    expect(out).toMatch(/^LONGEST QUIETS\s+UNTIL\s+EXPECTED/m)
    expect(out).toMatch(/^offer:web\/o\s/m)
  })
})
