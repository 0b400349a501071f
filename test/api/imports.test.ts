import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetFingerprints } from '../../src/ledger/arrivals.ts'
import { type Answer, type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {} } })
})
afterAll(() => rig.close())

const columns = [
  { name: 'E-mail', path: 'person.email' },
  { name: 'Offer', path: 'offer.id' },
  { name: 'When', path: 'sent' },
  { name: 'Shoe size', path: null },
]
const send = (body: object, source = 'web'): Promise<Answer> => rig.ask('POST', `/api/imports/${source}/batches`, body)
const rows = (...all: string[][]) => send({ columns, rows: all })
const found = async (email: string) => (await rig.ask('POST', '/api/leads/searches', { email })).body.items

describe('a batch of rows', () => {
  it('makes leads that are delivered, with the raw row and the time of the row', async () => {
    const { status, body } = await rows(['ann@contoso.com', 'contoso.app', '2026-01-02', '44'])
    expect([status, body]).toEqual([200, { rows: 1, received: 1, suppressed: 0, unreadable: 0, repeats: 0 }])
    const [lead] = await found('ann@contoso.com')
    await rig.until(lead.id, 'sales', 'delivered')
    const { body: detail } = await rig.get(`/api/leads/${lead.id}?raw=true`)
    expect(detail.lead.sent).toBe('2026-01-02T00:00:00.000Z')
    expect(Date.parse(detail.lead.received)).toBe(Date.parse(detail.receivedAt))
    expect(JSON.parse(detail.raw.body)).toEqual({
      'E-mail': 'ann@contoso.com',
      Offer: 'contoso.app',
      When: '2026-01-02',
      'Shoe size': '44',
    })
  })

  it('is marked as in bulk, so that it ends no silence', async () => {
    await rows(['bulk@contoso.com', 'contoso.app', '', ''])
    const posted = await rig.send('posted@contoso.com')
    const [imported] = await found('bulk@contoso.com')
    const stored = await rig.ledger.db.selectFrom('leads').select(['id', 'in_bulk']).execute()
    const bulk = new Map(stored.map((row) => [row.id, row.in_bulk]))
    expect([bulk.get(imported.id), bulk.get(posted)]).toEqual([true, false])
  })

  it('of many rows is delivered completely', async () => {
    await rows(...Array.from({ length: 300 }, (_, n) => [`many${n}@contoso.com`, 'contoso.app', '', '']))
    const [lead] = await found('many299@contoso.com')
    await rig.until(lead.id, 'sales', 'delivered')
  })

  it('makes no second lead of a row, even after more than a day', async () => {
    const row = ['once@contoso.com', 'none.such', '', '']
    expect((await rows(row, [...row.slice(0, 3), 'another size'])).body).toMatchObject({ received: 1, repeats: 1 })
    await sql`update fingerprints set seen_at = seen_at - interval '30 days'`.execute(rig.ledger.db)
    await forgetFingerprints(rig.ledger.db)
    expect((await rows(row)).body).toMatchObject({ received: 0, repeats: 1 })
    expect(await found('once@contoso.com')).toHaveLength(1)
  })

  it('stores a row without a lead once, for the operator', async () => {
    const none = {
      columns,
      rows: [
        ['', 'contoso.app', '', '12'],
        ['', 'contoso.app', '', '12'],
      ],
      firstRow: 7,
    }
    expect((await send(none)).body).toMatchObject({ rows: 2, unreadable: 1, repeats: 1 })
    expect((await send(none)).body).toMatchObject({ unreadable: 0, repeats: 2 })
    const { items } = (await rig.get('/api/leads?state=unreadable')).body
    expect(items).toMatchObject([{ reason: 'row 7 of an imported file holds no lead' }])
    const mended = {
      columns: [...columns.slice(0, 3), { name: 'Shoe size', path: 'person.phone' }],
      rows: none.rows.slice(0, 1),
    }
    expect((await send(mended)).body).toMatchObject({ received: 1 })
  })

  it('stores the leads without delivery if keepOnly is set', async () => {
    const { body } = await send({ columns, rows: [['kept@contoso.com', 'contoso.app', '', '']], keepOnly: true })
    expect(body).toMatchObject({ received: 0, suppressed: 1 })
    await rig.hub.reconcile()
    expect(await found('kept@contoso.com')).toMatchObject([
      { state: 'suppressed', reason: 'imported without delivery', deliveries: [] },
    ])
  })

  it('gives its offer to rows that name no offer', async () => {
    await send({
      columns,
      rows: [
        ['no-offer@contoso.com', '', '', ''],
        ['offer@contoso.com', 'a.b', '', ''],
      ],
      offer: 'c.d',
      keepOnly: true,
    })
    expect(await found('no-offer@contoso.com')).toMatchObject([{ offer: 'c.d' }])
    expect(await found('offer@contoso.com')).toMatchObject([{ offer: 'a.b' }])
  })
})

describe('a batch of lines', () => {
  it('takes the marketplace’s JSON and stores lines that are not JSON', async () => {
    const line = JSON.stringify({ userDetails: { Email: 'line@contoso.com' }, LeadSource: 'SPZA-PLT|contoso.app' })
    const { body } = await send({ lines: [line, '{ broken', '"text"'] })
    expect(body).toMatchObject({ received: 1, unreadable: 2 })
    expect(await found('line@contoso.com')).toMatchObject([{ offer: 'contoso.app', action: 'PLT' }])
  })

  it('recognises exported leads of the same hub', async () => {
    const id = await rig.send('own@contoso.com', 'none.such')
    const exported = await fetch(`${rig.hub.url}/api/exports?format=ndjson&email=own@contoso.com`, {
      headers: { authorization: `Bearer ${tokens.operator}` },
    })
    const line = (await exported.text()).trim()
    expect(JSON.parse(line).id).toBe(id)
    expect((await send({ lines: [line] })).body).toMatchObject({ received: 0, repeats: 1 })
  })
})

describe('a batch is refused', () => {
  const status = async (body: object, source?: string) => (await send(body, source)).status

  it('for an unknown source, without rows, or with an unknown path', async () => {
    expect(await status({ columns, rows: [['a@b.c', '', '', '']] }, 'nowhere')).toBe(404)
    expect(await status({})).toBe(400)
    expect(await status({ rows: [['a']] })).toBe(400)
    const { body } = await send({ columns: [{ name: 'a', path: 'person.shoe' }], rows: [['a']] })
    expect(body.detail).toMatch(/columns\.0\.path|columns\[0\]\.path/)
    expect(body.detail).toContain('person.email')
  })

  it('of a viewer', async () => {
    const reader = { authorization: `Bearer ${tokens.viewer}` }
    expect((await rig.ask('POST', '/api/imports/web/batches', { lines: ['{}'] }, reader)).status).toBe(403)
  })

  it('over 8 MiB, and is taken far over the 64 KiB of other operations', async () => {
    const { status: over, body } = await send({ lines: ['x'.repeat(9 * 1024 * 1024)] })
    expect([over, body.detail]).toEqual([413, 'A body may have 8192 KiB here.'])
    expect(await status({ lines: ['x'.repeat(1024 * 1024)] })).toBe(200)
    expect((await rig.ask('PUT', '/api/destinations/sales/hold', { reason: 'x'.repeat(70_000) })).body.detail).toBe(
      'A body may have 64 KiB here.',
    )
  })
})

it('an import stands in the audit', async () => {
  const { body } = await rig.get('/api/audit?subject=web&limit=1')
  expect(body.items[0]).toMatchObject({ actor: 'anna', action: 'import', subject: 'web' })
})
