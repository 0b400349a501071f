import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claim } from '../../src/ledger/claims.ts'
import { hold, probeLater } from '../../src/ledger/destinations.ts'
import { holdRefused, takeProbe } from '../../src/ledger/moves.ts'
import { hasOtherThan, probeIsDue, takeDueProbes } from '../../src/ledger/probes.ts'
import { deliveredLately, recentRefusals } from '../../src/ledger/refusals.ts'
import { settle } from '../../src/ledger/settlements.ts'
import {
  busy,
  change,
  delivery,
  destination,
  freshLedger,
  type MadeDelivery,
  routedLeads,
  settlement,
  type TestLedger,
} from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const worker = uuid()
const why = { problem: '', code: 'BAD_EMAIL', status: 422, message: 'refused' }
const hour = 3_600_000

/** A new destination with queued leads. */
async function fresh(leads: number): Promise<{ id: string; made: MadeDelivery[] }> {
  const id = `d-${uuid()}`
  const made = await routedLeads(ledger.db, leads, [id])
  await sql`update destinations set since = now() - interval '1 hour' where id = ${id}`.execute(ledger.db)
  return { id, made }
}

/** Records an attempt that the far end refuses, like a worker. */
async function refuse(one: MadeDelivery, code = why.code, configVersion = 'v1') {
  const { generation } = await delivery(ledger.db, one.id)
  await change(ledger.db, 'deliveries', one.id, { state: 'sending', worker })
  const failure = { ...busy, class: 'rejected', code } as const
  const about = { generation, configVersion, state: 'rejected', receipt: undefined, failure } as const
  const startedAt = new Date()
  await settle(ledger.db, [settlement(one, worker, { ...about, startedAt })])
}

const holdFor = (id: string) => hold(ledger.db, id, why, { probeIn: hour, refusal: why.code })
const about = (id: string, set: { email?: string; raw?: Buffer; source?: string }) =>
  ledger.db.updateTable('leads').set(set).where('id', '=', id).execute()

describe('recent refusals', () => {
  it('have the lead’s person: the address, or without an address a digest of the body', async () => {
    const { id, made } = await fresh(4)
    const [a, b, c, d] = made as [MadeDelivery, MadeDelivery, MadeDelivery, MadeDelivery]
    await about(a.leadId, { email: 'one@contoso.com', source: 'form' })
    await about(b.leadId, { email: '', raw: Buffer.from('same') })
    await about(c.leadId, { email: '', raw: Buffer.from('same') })
    await about(d.leadId, { email: '', raw: Buffer.from('other') })
    for (const one of made) await refuse(one)
    const found = await recentRefusals(ledger.db, id, 10)
    expect(found.map(({ deliveryId }) => deliveryId)).toEqual([d.id, c.id, b.id, a.id])
    expect(found.at(-1)).toMatchObject({ person: 'one@contoso.com', source: 'form', class: 'rejected', code: why.code })
    expect(new Set(found.map(({ person }) => person)).size).toBe(3)
    expect(await recentRefusals(ledger.db, id, 2)).toHaveLength(2)
  })

  it('tell which leads were refused before with the same code and under the same configuration', async () => {
    const { id, made } = await fresh(1)
    const one = made[0]!
    const knownAs = async () => (await recentRefusals(ledger.db, id, 1))[0]?.before
    await refuse(one)
    expect(await knownAs()).toBe(false)
    await refuse(one, 'OTHER')
    expect(await knownAs()).toBe(false)
    await refuse(one, why.code, 'v2')
    expect(await knownAs()).toBe(false)
    await refuse(one, why.code, 'v2')
    expect(await knownAs()).toBe(true)
  })
})

describe('a recent delivery', () => {
  it('counts only under the present configuration', async () => {
    const { id, made } = await fresh(2)
    await refuse(made[0]!)
    expect(await deliveredLately(ledger.db, id, 'v1')).toBe(false)
    await settle(ledger.db, [settlement(made[1]!, worker)])
    expect(await deliveredLately(ledger.db, id, 'v1')).toBe(true)
    expect(await deliveredLately(ledger.db, id, 'v2')).toBe(false)
    await sql`update attempts set started_at = now() - interval '11 minutes' where destination = ${id}`.execute(
      ledger.db,
    )
    expect(await deliveredLately(ledger.db, id, 'v1')).toBe(false)
  })
})

describe('a lead that was refused', () => {
  it('waits with the others only if its destination is held for the same refusal', async () => {
    const { id, made } = await fresh(4)
    const [one, other, replayed] = made as [MadeDelivery, MadeDelivery, MadeDelivery]
    await refuse(one)
    await refuse(other, 'OTHER')
    const ids = made.map((each) => each.id)
    expect(await holdRefused(ledger.db, id, ids)).toBe(0)
    await change(ledger.db, 'deliveries', replayed.id, { state: 'delivered', class: '', code: '' })
    await holdFor(id)
    expect(await holdRefused(ledger.db, id, ids)).toBe(1)
    expect(await delivery(ledger.db, one.id)).toMatchObject({ state: 'held', settled_at: null })
    expect((await delivery(ledger.db, other.id)).state).toBe('rejected')
  })
})

describe('the probe of a destination that is held for refusals', () => {
  it('is the newest lead that was not refused; else the refused lead whose attempt is longest ago', async () => {
    const { id, made } = await fresh(4)
    for (const one of made.slice(0, 2)) await refuse(one)
    await holdFor(id)
    await holdRefused(
      ledger.db,
      id,
      made.map((one) => one.id),
    )
    const taken: (string | undefined)[] = []
    for (let n = 0; n < 6; n++) {
      const probe = await takeProbe(ledger.db, id)
      taken.push(probe)
      await refuse(made.find((one) => one.id === probe)!)
      await holdRefused(ledger.db, id, [probe!])
      await probeLater(ledger.db, id, why, hour)
    }
    const [a, b, c, d] = made.map((one) => one.id)
    expect(taken).toEqual([d, c, a, b, d, c])
  })

  it('is due at once when a new lead comes, if the last probe had been refused before', async () => {
    const { id, made } = await fresh(2)
    const [bad, late] = made as [MadeDelivery, MadeDelivery]
    await change(ledger.db, 'deliveries', late.id, { state: 'cancelled' })
    await refuse(bad)
    await holdFor(id)
    await holdRefused(ledger.db, id, [bad.id])
    const due = async () => (await takeDueProbes(ledger.db)).filter((one) => one.id === id)
    const comes = () => change(ledger.db, 'deliveries', late.id, { state: 'held' })
    const goes = () => change(ledger.db, 'deliveries', late.id, { state: 'cancelled' })
    await comes()
    expect(await due()).toEqual([])
    await goes()
    await takeProbe(ledger.db, id)
    await comes()
    expect(await due()).toEqual([])
    await goes()
    await refuse(bad)
    await holdRefused(ledger.db, id, [bad.id])
    await probeLater(ledger.db, id, why, hour)
    expect(await due()).toEqual([])
    await comes()
    expect(await due()).toHaveLength(1)
    expect(await takeProbe(ledger.db, id)).toBe(late.id)
    await refuse(late)
    await holdRefused(ledger.db, id, [late.id])
    await probeLater(ledger.db, id, why, hour)
    expect(await due()).toEqual([])
  })
})

describe('a probe that was lost with the queue', () => {
  it('is due until a worker claims it', async () => {
    const { id } = await fresh(2)
    await hold(ledger.db, id, why, { probeIn: hour })
    expect(await probeIsDue(ledger.db, id)).toBe(false)
    const probe = await takeProbe(ledger.db, id)
    expect(await probeIsDue(ledger.db, id)).toBe(true)
    await claim(ledger.db, worker, [{ destination: id, room: 1, departs: false }])
    expect(await probeIsDue(ledger.db, id)).toBe(false)
    expect((await destination(ledger.db, id)).probe_delivery).toBe(probe)
  })
})

it('leads with other codes are found', async () => {
  const { id, made } = await fresh(2)
  await change(ledger.db, 'deliveries', made[0]!.id, { code: 'A' })
  expect(await hasOtherThan(ledger.db, id, ['A'])).toBe(true)
  await change(ledger.db, 'deliveries', made[1]!.id, { code: 'B', state: 'waiting' })
  expect(await hasOtherThan(ledger.db, id, ['A'])).toBe(true)
  expect(await hasOtherThan(ledger.db, id, ['A', 'B'])).toBe(false)
})
