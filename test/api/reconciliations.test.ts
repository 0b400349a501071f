import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { storeRouted } from '../../src/ledger/fan-out.ts'
import { run } from '../cli/run.ts'
import { arrival } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
let gone: { lead: string; delivery: string }
beforeAll(
  async () =>
    (rig = await startRig({
      destinations: { sales: { settings: { lists: true } }, other: { settings: { lists: true } } },
    })),
)
afterAll(() => rig.close())

const day = '2026-10-25'
const at = new Date('2026-10-25T12:00:00Z')

/** A lead of that day that was delivered. */
async function delivered(destination: string): Promise<{ lead: string; delivery: string }> {
  const [lead, delivery] = [uuid({ msecs: at.getTime() }), uuid()]
  await storeArrivals(rig.ledger.db, [arrival({ id: lead, receivedAt: at, offer: 'contoso.app' })])
  const deliveries = [{ id: delivery, destination, route: 'all' }]
  await storeRouted(rig.ledger.db, [{ leadId: lead, state: 'routed', reason: '', configVersion: 'v1', deliveries }])
  await sql`
    update deliveries set state = 'delivered', outcome = 'created', reference = ${`r-${delivery}`}, first_attempt_at = ${at},
      settled_at = ${at} where id = ${delivery}`.execute(rig.ledger.db)
  return { lead, delivery }
}

const cli = (...args: string[]) =>
  run(['prove', ...args], { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator })
const asViewer = { authorization: `Bearer ${tokens.viewer}` }

describe('the daily proof', () => {
  it('is run for a day, tells figures by destination and offer, and names what is missing', async () => {
    const there = await delivered('sales')
    gone = await delivered('sales')
    await delivered('other')
    rig.crm.keep('/sales', there.delivery)
    rig.crm.script.set('LIST /other', () => ({ status: 403, code: 'NO_RIGHT' }))
    const begun = await rig.ask('POST', '/api/reconciliations', { day })
    expect([begun.status, begun.body.day]).toEqual([202, day])
    const { body } = await eventually(async () => {
      const found = await rig.get(`/api/reconciliations?from=${day}&to=${day}`)
      expect(['open', 'closed']).toContain(found.body.days[0]?.state)
      return found
    })
    expect(body.days[0]).toMatchObject({ day, accepted: 3, state: 'closed', actor: 'anna', odd: [] })
    expect(body.days[0].leads).toMatchObject({ routed: 3, unrouted: 0 })
    const sales = { accepted: 2, delivered: 2, waiting: 0, failed: 0, present: 1, missing: 1, unchecked: 0 }
    expect(body.items).toEqual([
      expect.objectContaining({ destination: 'other', accepted: 1, unchecked: 1 }),
      expect.objectContaining({ destination: 'sales', offer: 'contoso.app', ...sales }),
    ])
    expect(body.unasked).toEqual([expect.objectContaining({ destination: 'other', why: 'refused', code: 'NO_RIGHT' })])
    const one = (await rig.get(`/api/reconciliations/${day}/sales`)).body
    expect(one.missing).toEqual([
      expect.objectContaining({ ...gone, reference: `r-${gone.delivery}`, offer: 'contoso.app' }),
    ])
    expect(one.missing[0].lead).not.toBe(there.lead)
  })

  it('is filtered by day, destination and offer', async () => {
    const items = async (query: string) =>
      (await rig.get(`/api/reconciliations?from=${day}&to=${day}${query}`)).body.items
    expect(await items('&destination=sales')).toHaveLength(1)
    expect(await items('&offer=contoso.app')).toHaveLength(2)
    expect(await items('&offer=contoso.other')).toHaveLength(0)
    expect((await rig.get('/api/reconciliations?from=2026-10-26&to=2026-10-27')).body.items).toEqual([])
  })

  it('shows a viewer no reference and no words of a far end, and lets a viewer run nothing', async () => {
    const one = (await rig.ask('GET', `/api/reconciliations/${day}/sales`, undefined, asViewer)).body
    expect(one.missing[0].reference).toBe('…')
    const other = (await rig.ask('GET', `/api/reconciliations/${day}/other`, undefined, asViewer)).body
    expect(other.unasked.message).toBe('…')
    expect((await rig.ask('POST', '/api/reconciliations', { day }, asViewer)).status).toBe(403)
  })

  it('refuses a day that is not over, a day that is none, and a day that nothing is known of', async () => {
    expect((await rig.ask('POST', '/api/reconciliations', { day: '2999-01-01' })).status).toBe(409)
    expect((await rig.ask('POST', '/api/reconciliations', { day: '2026-02-30' })).status).toBe(400)
    expect((await rig.get('/api/reconciliations/2020-01-01/sales')).status).toBe(404)
  })

  it('is told at the terminal, with exit code 1 while records are missing', async () => {
    const shown = await cli('--day', day, '--destination', 'sales')
    expect(shown.code).toBe(1)
    expect(shown.out).toContain(`r-${gone.delivery}`)
    expect(shown.err).toContain('behind the deliveries')
    rig.crm.keep('/sales', gone.delivery)
    const { code, json } = await cli('--day', day, '--destination', 'sales', '--json')
    expect([code, json().missing]).toEqual([0, []])
    const before = await cli('--show', '--day', day)
    expect(before.out).toContain('other is unchecked')
  })
})
