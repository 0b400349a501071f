/** What people are told of a silence, by the looks for alerts. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SilenceSnapshot, Standing } from '../../../src/notify/silence/snapshot.ts'
import { type LedgerRig, openLedgerRig } from '../alerts/ledger-rig.ts'
import { standing } from './standing.ts'

let rig: LedgerRig
beforeEach(async () => (rig = await openLedgerRig()))
afterEach(() => rig.close())

/** Minutes after noon. */
function look(minutes: number, standings: Standing[], canaries: SilenceSnapshot['canaries'] = []) {
  const at = new Date(Date.UTC(2026, 10, 29, 12, minutes))
  const none = {
    sources: new Map(),
    complaints: [],
    uncheckable: new Set<string>(),
    expiries: [],
    queueAwaySince: undefined,
    disk: undefined,
  }
  return rig.look(at, { local: { ...none, queued: new Map(), silence: { at, standings, canaries } } })
}

async function told() {
  const messages = await rig.messages()
  await rig.sendAll()
  return messages.map(({ subject, text }) => `${subject}\n${text}`)
}

it('a silent source is told with what usually comes, and its end at once', async () => {
  await look(0, [standing('source:web'), standing('offer:web/contoso.app')])
  const [opened = '', ...more] = await told()
  expect(more).toEqual([])
  expect(opened).toContain('No leads: web, silent since')
  expect(opened).toContain('Such a time usually brings 20 leads.')
  expect(opened).toContain('leadyard silence --explain web')
  expect(opened).not.toContain('contoso.app')
  await look(10, [])
  await look(16, [])
  expect((await told()).join()).toContain('Leads again: web')
})

it('an offer that was silent before its source stays open, and is told of no end', async () => {
  const offer = standing('offer:web/contoso.app')
  await look(0, [offer])
  // A warning waits a minute for others.
  await look(2, [offer])
  expect((await told()).join()).toContain('No leads: web/contoso.app')
  await look(10, [offer, standing('source:web')])
  const rows = await rig.ledger.db.selectFrom('alerts').select(['key', 'closed_at']).execute()
  expect(rows.map(({ key, closed_at }) => [key, closed_at]).sort()).toEqual([
    ['silent:offer:web/contoso.app', null],
    ['silent:source:web', null],
  ])
})

it('while any source is silent, no destination is told', async () => {
  await look(0, [standing('source:web'), standing('destination:crm', { source: undefined })])
  const all = (await told()).join()
  expect(all).toContain('No leads: web')
  expect(all).not.toContain('crm')
})

it('a broken way in is told in the place of the silence', async () => {
  const at = new Date('2026-11-29T11:59:00Z')
  await look(
    0,
    [standing('source:web')],
    [{ source: 'web', failures: 2, arrivedAt: at, failedAt: at, reason: 'status 502' }],
  )
  const all = (await told()).join()
  expect(all).toContain('Front door: the test lead of web did not arrive')
  expect(all).toContain('(status 502)')
  expect(all).not.toContain('No leads')
})
