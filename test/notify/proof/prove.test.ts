import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { wantDay } from '../../../src/ledger/notify/proof-days.ts'
import { missingOf } from '../../../src/ledger/notify/proof-reads.ts'
import type { Snapshot } from '../../../src/notify/alerts/check.ts'
import { unprovedLeads } from '../../../src/notify/alerts/checks/proof.ts'
import { dayOf } from '../../../src/notify/proof/calendar.ts'
import { refusal } from '../../far-ends/salesforce/replies.ts'
import { eventually } from '../../setup/eventually.ts'
import { type ProofRig, startProofRig, zone } from './rig.ts'

let rig: ProofRig
beforeEach(async () => (rig = await startProofRig()))
afterEach(() => rig.close())

/** 23 hours long in Berlin. */
const day = '2026-03-29'
const noon = new Date('2026-03-29T10:00:00Z')

const figures = async (of = day) =>
  Object.fromEntries(
    (await rig.rows(of)).map(({ destination, day: _day, offer: _offer, checked_at: _at, ...counts }) => [
      destination,
      counts,
    ]),
  )
const batches = () => rig.org.calls.filter(({ path }) => path.endsWith('/composite/batch'))
const counts = { accepted: 0, delivered: 0, waiting: 0, failed: 0, cancelled: 0, present: 0, missing: 0, unchecked: 0 }

describe('a day that is over', () => {
  test('adds up: each lead by its state, each delivery by its state and by the far end', async () => {
    await rig.lead({ at: noon })
    await rig.lead({ at: noon, to: { crm: 'delivered', table: 'waiting', hook: 'delivered' } })
    await rig.lead({ at: noon, to: { crm: 'rejected', table: 'cancelled', hook: 'queued' } })
    await rig.lead({ at: noon, state: 'unrouted' })
    await rig.lead({ at: noon, state: 'unreadable' })
    await rig.lead({ at: noon, test: true })
    await rig.prove()
    expect(await figures()).toEqual({
      crm: { ...counts, accepted: 3, delivered: 2, failed: 1, present: 2 },
      table: { ...counts, accepted: 3, delivered: 1, waiting: 1, cancelled: 1, present: 1 },
      hook: { ...counts, accepted: 2, delivered: 1, waiting: 1, unchecked: 1 },
    })
    expect(await rig.day(day)).toMatchObject({
      closed: false,
      leads: { routed: 3, unrouted: 1, unreadable: 1 },
      odd: [],
    })
    expect(await rig.why(day)).toEqual({ crm: ['', ''], table: ['', ''], hook: ['not-offered', ''] })
  })

  test('names what a person deleted, and not what a person merged', async () => {
    const [deleted, merged] = [await rig.lead({ at: noon }), await rig.lead({ at: noon })]
    const [gone, kept] = [await rig.deliveryOf(deleted, 'crm'), await rig.deliveryOf(merged, 'crm')]
    Object.assign(rig.org.leads.find(({ Id }) => Id === gone.reference) ?? {}, { IsDeleted: true })
    Object.assign(rig.org.leads.find(({ Id }) => Id === kept.reference) ?? {}, { IsDeleted: true, MasterRecordId: 'x' })
    await rig.table.remove?.((await rig.deliveryOf(merged, 'table')).reference)
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { present: 1, missing: 1 }, table: { present: 1, missing: 1 } })
    const missing = await rig.ledger.db
      .selectFrom('proofs')
      .select(['lead', 'destination'])
      .where('there', '=', false)
      .execute()
    expect(new Set(missing.map(({ lead, destination }) => `${destination} ${lead}`))).toEqual(
      new Set([`crm ${deleted}`, `table ${merged}`]),
    )
    expect((await rig.day(day))?.closed).toBe(true)
    expect((await rig.deliveryOf(deleted, 'crm')).state).toBe('delivered')
  })

  test('begins and ends with the clocks of its zone', async () => {
    await rig.lead({ at: new Date('2026-03-28T22:59:59.999Z') })
    await rig.lead({ at: new Date('2026-03-28T23:00:00.000Z') })
    await rig.lead({ at: new Date('2026-03-29T21:59:59.999Z') })
    await rig.lead({ at: new Date('2026-03-29T22:00:00.000Z') })
    await rig.prove()
    expect((await figures())['crm']?.accepted).toBe(2)
    expect((await figures('2026-03-28'))['crm']?.accepted).toBe(1)
    expect(await figures('2026-03-30')).toEqual({})
  })

  test('is not proved before its time, then once, and not again when it is closed', async () => {
    await rig.lead({ at: noon })
    rig.at('2026-03-29T23:59:00Z')
    await rig.prove()
    expect(await rig.day(day)).toBeUndefined()
    rig.at('2026-03-30T00:00:00Z')
    await rig.prove()
    await rig.prove()
    rig.at('2026-03-31T00:30:00Z')
    await rig.prove()
    expect((await rig.day(day))?.closed).toBe(true)
    expect(batches()).toHaveLength(1)
  })

  test('is proved again each day while something is under way, and asks only for what was not there', async () => {
    const late = await rig.lead({ at: noon, to: { crm: 'waiting' } })
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { delivered: 1, waiting: 1, present: 1 } })
    await sql`update deliveries set state = 'delivered', outcome = 'created', reference = '00Q5g0000099999EAK',
      settled_at = ${noon} where lead_id = ${late}`.execute(rig.ledger.db)
    // The run of today is over.
    await sql`update proof_days set began_at = began_at - interval '100 years'`.execute(rig.ledger.db)
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { delivered: 2, waiting: 0, present: 1, missing: 1 } })
    const asked = batches().map(({ body }) => [...decodeURIComponent(body).matchAll(/'[0-9a-f-]{36}'/g)].length)
    expect(asked.filter(Boolean)).toEqual([1, 1])
  })

  test('names leads that do not add up', async () => {
    const stuck = await rig.lead({ at: noon, state: 'received' })
    const nowhere = await rig.lead({ at: noon, to: {} })
    const orphan = await rig.lead({ at: noon, to: { table: 'rejected' } })
    await sql`delete from leads where id = ${orphan}`.execute(rig.ledger.db)
    const erased = await rig.lead({ at: noon, to: { table: 'held' } })
    await sql`update leads set state = 'erased' where id = ${erased}`.execute(rig.ledger.db)
    await rig.prove()
    expect((await rig.day(day))?.odd).toEqual([
      { lead: erased, why: 'erased' },
      { lead: nowhere, why: 'no-delivery' },
      { lead: orphan, why: 'no-lead' },
      { lead: stuck, why: 'not-routed' },
    ])
  })
})

describe('what cannot be asked is unchecked, never missing', () => {
  test.for([
    [
      'a right is missing',
      (): unknown => rig.org.answer('read', refusal('INSUFFICIENT_ACCESS')),
      ['refused', 'INSUFFICIENT_ACCESS'],
    ],
    ['the configuration switches it off', (): unknown => rig.settings.off.push('crm'), ['off', '']],
    ['the destination is gone', (): unknown => void rig.destinations.delete('crm'), ['gone', '']],
    [
      'the destination is held',
      (): unknown => sql`update destinations set state = 'held' where id = 'crm'`.execute(rig.ledger.db),
      ['closed', ''],
    ],
  ] as const)('%s', async ([, arrange, why]) => {
    const id = await rig.lead({ at: noon, to: { crm: 'delivered' } })
    Object.assign(rig.org.leads[0] ?? {}, { IsDeleted: true })
    await arrange()
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { delivered: 1, present: 0, missing: 0, unchecked: 1 } })
    expect((await rig.why(day))['crm']).toEqual(why)
    expect((await rig.deliveryOf(id, 'crm')).state).toBe('delivered')
  })

  test('the record of an erased lead', async () => {
    const id = await rig.lead({ at: noon, to: { crm: 'delivered' } })
    await sql`update leads set state = 'erased' where id = ${id}`.execute(rig.ledger.db)
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { delivered: 1, unchecked: 1 } })
    expect(batches()).toHaveLength(0)
  })

  test('a record that was delivered a moment ago', async () => {
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    const late = await rig.lead({ at: noon, to: { crm: 'delivered' } })
    await sql`update deliveries set settled_at = now() - interval '14 minutes' where lead_id = ${late}`.execute(
      rig.ledger.db,
    )
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { delivered: 2, present: 1, missing: 0, unchecked: 1 } })
    const [row] = await rig.ledger.db.selectFrom('proof_destinations').selectAll().execute()
    expect(row).toMatchObject({ destination: 'crm', why: 'young' })
    expect(row?.message).toMatch(/^1 record was delivered less than 15 minutes ago/)
    expect((await rig.day(day))?.closed).toBe(false)
  })

  test('a record that the far end tells nothing of', async () => {
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    const opened = rig.destinations.get('crm') ?? expect.fail('no crm')
    opened.destination.present = async () => new Map()
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { delivered: 1, unchecked: 1 } })
    expect((await rig.why(day))['crm']).toEqual(['untold', ''])
  })

  test('a missing record that was sent again, until it is asked for again', async () => {
    const id = await rig.lead({ at: noon, to: { crm: 'delivered' } })
    Object.assign(rig.org.leads[0] ?? {}, { IsDeleted: true })
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { missing: 1 } })
    Object.assign(rig.org.leads[0] ?? {}, { IsDeleted: false })
    await sql`update deliveries set settled_at = now() where lead_id = ${id}`.execute(rig.ledger.db)
    await wantDay(rig.ledger.db, 'anna', dayOf(zone, day))
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { present: 0, missing: 0, unchecked: 1 } })
    expect(await missingOf(rig.ledger.db, day, 'crm', 10)).toEqual([])
    expect((await rig.why(day))['crm']).toEqual(['young', ''])
    // A quarter of an hour later; the proof that it was missing is older than the delivery.
    await sql`update deliveries set settled_at = now() - interval '16 minutes' where lead_id = ${id}`.execute(
      rig.ledger.db,
    )
    await sql`update proofs set at = at - interval '1 hour'`.execute(rig.ledger.db)
    await sql`update proof_days set began_at = began_at - interval '100 years'`.execute(rig.ledger.db)
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { present: 1, missing: 0, unchecked: 0 } })
    expect((await rig.why(day))['crm']).toEqual(['', ''])
  })

  test('a destination that is busy all the time', async () => {
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    await rig.lead({ at: new Date('2026-03-30T11:00:00Z'), to: { crm: 'queued' } })
    await rig.prove()
    expect((await rig.why(day))['crm']).toEqual(['busy', ''])
    expect(batches()).toHaveLength(0)
  })
})

test('deliveries come first: a busy destination is asked when they are through', async () => {
  await rig.lead({ at: noon, to: { crm: 'delivered' } })
  const under = await rig.lead({ at: new Date('2026-03-30T11:00:00Z'), to: { crm: 'queued' } })
  const proving = rig.prove({ patience: 60_000 })
  await eventually(async () => expect(await rig.rows(day)).toHaveLength(1))
  expect(batches()).toHaveLength(0)
  await sql`update deliveries set state = 'rejected' where lead_id = ${under}`.execute(rig.ledger.db)
  await proving
  expect(await figures()).toMatchObject({ crm: { present: 1, unchecked: 0 } })
})

describe('people', () => {
  const messages = () => rig.ledger.db.selectFrom('messages').select(['channel', 'kind', 'content', 'state']).execute()

  test('are told the figures of yesterday once, on the channels that are named, and nothing of earlier days', async () => {
    rig.settings.to.push('ops')
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    await rig.lead({ at: new Date('2026-03-27T10:00:00Z'), to: { crm: 'delivered' } })
    Object.assign(rig.org.leads[0] ?? {}, { IsDeleted: true })
    await rig.prove()
    await wantDay(rig.ledger.db, 'anna', dayOf(zone, day))
    await rig.prove()
    expect(await messages()).toEqual([expect.objectContaining({ channel: 'ops', kind: 'proof', state: 'queued' })])
    const [{ content } = { content: undefined }] = await messages()
    expect(content).toMatchObject({ subject: 'Does not add up: 29 Mar, crm' })
  })

  test('are told nothing without a channel', async () => {
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    await rig.prove()
    expect(await messages()).toEqual([])
  })
})

describe('an alert', () => {
  test('is found while records of the last week are missing, or leads do not add up', async () => {
    const now = Date.now()
    const today = (back: number) => new Date(now - back * 86_400_000).toISOString().slice(0, 10)
    rig.at(new Date(now).toISOString())
    Object.assign(rig.settings, { zone: 'UTC', at: '00:00' })
    const yesterday = new Date(`${today(1)}T00:30:00Z`)
    await rig.lead({ at: yesterday, to: { crm: 'delivered' } })
    const nowhere = await rig.lead({ at: yesterday, to: {} })
    Object.assign(rig.org.leads[0] ?? {}, { IsDeleted: true })
    const snapshot = {} as Snapshot
    const findings = async () => unprovedLeads.find(snapshot, await unprovedLeads.look?.(rig.ledger.db, snapshot))
    expect(await findings()).toEqual([])
    await rig.prove()
    expect(await findings()).toMatchObject([
      { key: 'reconciliation:crm', subject: 'crm', size: 1, detail: { missing: 1, day: today(1) } },
      { key: 'reconciliation:all leads', size: 1, detail: { odd: 1, day: today(1) } },
    ])
    await sql`update proof_days set day = '2020-01-01' where day = ${today(1)}`.execute(rig.ledger.db)
    await sql`update reconciliations set day = '2020-01-01'`.execute(rig.ledger.db)
    expect(await findings()).toEqual([])
    expect(nowhere).not.toBe('')
  })
})

describe('an operator', () => {
  test('has a day proved at once, and every record asked for again', async () => {
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    await rig.prove()
    Object.assign(rig.org.leads[0] ?? {}, { IsDeleted: true })
    await wantDay(rig.ledger.db, 'anna', dayOf(zone, day))
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { present: 0, missing: 1 } })
    expect(await rig.day(day)).toMatchObject({ actor: 'anna', whole: true, wanted_at: null })
  })
})

describe('a worker that dies in the middle', () => {
  test('leaves the day to another, which asks nothing again that was answered', async () => {
    await rig.lead({ at: noon })
    const dying = new AbortController()
    const { present } = rig.destinations.get('table')?.destination ?? {}
    const opened = rig.destinations.get('table')
    if (!opened) throw new Error('no table')
    // Dies while the second destination answers.
    opened.destination.present = async (): Promise<never> => {
      dying.abort()
      throw new Error('killed')
    }
    await rig.prove({}, dying.signal)
    expect(await rig.day(day)).toMatchObject({ finished_at: null })
    if (present) opened.destination.present = present
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { present: 1 }, table: { present: 1 } })
    expect(batches()).toHaveLength(1)
    expect((await rig.day(day))?.closed).toBe(true)
  })

  test('without a word keeps its lease for a while, and then another continues', async () => {
    await rig.lead({ at: noon })
    await rig.prove()
    await sql`update proof_days set finished_at = null, closed = false, lease_until = now() + interval '1 minute'`.execute(
      rig.ledger.db,
    )
    await rig.prove()
    expect((await rig.day(day))?.finished_at).toBeNull()
    await sql`update proof_days set lease_until = now()`.execute(rig.ledger.db)
    await rig.prove()
    expect((await rig.day(day))?.finished_at).not.toBeNull()
  })

  test('and comes back writes nothing over the other’s run', async () => {
    await rig.lead({ at: noon, to: { crm: 'delivered' } })
    const opened = rig.destinations.get('crm')
    const present = opened?.destination.present
    if (!opened || !present) throw new Error('no crm')
    let first = true
    opened.destination.present = async (records, signal): Promise<ReadonlyMap<string, boolean>> => {
      if (!first) return present(records, signal)
      first = false
      // Meanwhile the lease is over, the operator wants the day, and another worker proves it.
      await sql`update proof_days set lease_until = now()`.execute(rig.ledger.db)
      await wantDay(rig.ledger.db, 'anna', dayOf(zone, day))
      await rig.prove()
      return new Map(records.map(({ id }) => [id, false]))
    }
    await rig.prove()
    expect(await figures()).toMatchObject({ crm: { present: 1, missing: 0 } })
  })
})
