/**
 * Leads that the far end refuses: they are rejected one by one; only a fault that every lead meets holds the
 * destination.
 */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { backends, destination, type Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())

const start = (backend: 'postgres' | 'redis', hold: object, settings: object = {}) =>
  startRig(backend, (url) => ({
    a: destination(`${url}/a`, settings, { concurrency: 1, hold: { first: '200ms', most: '400ms', ...hold } }),
  }))

const statesOf = (leads: string[]) => Promise.all(leads.map(async (lead) => (await rig.delivery(lead))?.state))
const states = (leads: string[], expected: string[]) =>
  eventually(async () => expect(await statesOf(leads)).toEqual(expected))
const held = () => eventually(async () => expect(await rig.stateOf('a')).toBe('held'))
const refuse = (which: (email: string) => boolean) =>
  rig.receiver.script.set('/a', ({ email }) => (which(email) ? { status: 422, body: 'BAD_EMAIL' } : undefined))
const refuseBad = () => refuse((email) => email.startsWith('bad'))
const askedFor = () => rig.receiver.asked.map(({ email }) => email.split('@')[0])

async function sendAll(...names: string[]): Promise<string[]> {
  const leads: string[] = []
  for (const name of names) leads.push(await rig.send(`${name}@contoso.com`))
  return leads
}

/** Waits for each attempt before the next lead is sent, because leads that come together are attempted in any order. */
async function sendOneByOne(...names: string[]): Promise<string[]> {
  const leads: string[] = []
  for (const name of names) {
    leads.push(...(await sendAll(name)))
    await eventually(() => expect(askedFor()).toContain(name))
  }
  return leads
}

/** Moves the next probe to much later, as after a long hold. */
const probeMuchLater = () =>
  sql`update destinations set probe_at = now() + interval '1 hour' where id = 'a'`.execute(rig.ledger.db)

describe.each(backends())('leads that are refused, with the queue on %s', (backend) => {
  it('hold back no good lead: the destination opens by itself, and the bad leads are rejected one by one', async () => {
    rig = await start(backend, {})
    refuseBad()
    const bad = await sendAll('bad1', 'bad2', 'bad3')
    await held()
    const good = await sendAll('good1', 'good2')
    await states([...bad, ...good], ['rejected', 'rejected', 'rejected', 'delivered', 'delivered'])
    expect(await rig.stateOf('a')).toBe('open')
    expect(rig.receiver.taken('/a')).toHaveLength(2)
  })

  it('wait alone until a new lead comes, which is sent at once', async () => {
    rig = await start(backend, {})
    refuseBad()
    const bad = await sendAll('bad1', 'bad2', 'bad3')
    await held()
    // A probe has sent a bad lead again by then.
    await eventually(() => expect(rig.receiver.asked.length).toBeGreaterThan(3))
    await eventually(async () => expect((await probeOf())?.probe_delivery).toBeNull())
    await probeMuchLater()
    const good = await sendAll('good')
    await states([...bad, ...good], ['rejected', 'rejected', 'rejected', 'delivered'])
  })

  it('are only three after a fault of the mapping, and the others wait without being sent', async () => {
    rig = await start(backend, { first: '1h', most: '1h' })
    refuse(() => true)
    const first = await sendOneByOne('n1', 'n2', 'n3')
    await states(first, ['held', 'held', 'held'])
    const more = await sendAll('n4', 'n5', 'n6', 'n7')
    await states(more, ['held', 'held', 'held', 'held'])
    expect(askedFor()).toEqual(['n1', 'n2', 'n3'])
  })
})

describe.each(backends())('a form that sends good and bad leads at once, with the queue on %s', (backend) => {
  it('has each good lead delivered once and the bad leads rejected, with several attempts at a time', async () => {
    rig = await startRig(backend, (url) => ({
      a: destination(`${url}/a`, {}, { concurrency: 5, hold: { first: '200ms', most: '400ms' } }),
    }))
    refuseBad()
    const names = Array.from({ length: 40 }, (_, n) => (n % 4 === 3 ? `good${n}` : `bad${n}`))
    const leads = await Promise.all(names.map((name) => rig.send(`${name}@contoso.com`)))
    const expected = names.map((name) => (name.startsWith('good') ? 'delivered' : 'rejected'))
    await eventually(async () => expect(await statesOf(leads)).toEqual(expected), { timeout: 30_000 })
    expect(new Set(rig.receiver.taken('/a').map(({ email }) => email)).size).toBe(10)
    expect(rig.receiver.taken('/a')).toHaveLength(10)
    expect(await rig.stateOf('a')).toBe('open')
  })
})

const probeOf = () =>
  rig.ledger.db.selectFrom('destinations').select('probe_delivery').where('id', '=', 'a').executeTakeFirst()

describe('probes of a destination that is held for refusals', () => {
  it('send the newest lead that was not refused, then the next, and only then the refused leads again', async () => {
    rig = await start('postgres', { first: '1h', most: '1h' })
    refuse(() => true)
    await sendOneByOne('n1', 'n2', 'n3')
    await held()
    const waiting = await sendAll('n4', 'n5', 'n6')
    await states(waiting, ['held', 'held', 'held'])
    for (let asked = 4; asked <= 8; asked++) {
      await sql`update destinations set probe_at = now() where id = 'a'`.execute(rig.ledger.db)
      await eventually(() => expect(askedFor()).toHaveLength(asked))
      await eventually(async () => expect((await probeOf())?.probe_delivery).toBeNull())
    }
    expect(askedFor()).toEqual(['n1', 'n2', 'n3', 'n6', 'n5', 'n4', 'n1', 'n2'])
    expect(await rig.stateOf('a')).toBe('held')
  })

  it('exhaust no lead if our own mapping refuses them all', async () => {
    const email = { template: '{% if person.email contains "never" %}x{% endif %}', required: true }
    rig = await start('postgres', {}, { mapping: { email } })
    const leads = await sendAll('n1', 'n2', 'n3', 'n4', 'n5', 'n6')
    await held()
    const probes = () =>
      rig.ledger.db.selectFrom('destinations').select('probes').where('id', '=', 'a').executeTakeFirstOrThrow()
    await eventually(async () => expect((await probes()).probes).toBeGreaterThan(1))
    await states(leads, ['held', 'held', 'held', 'held', 'held', 'held'])
    expect(rig.receiver.asked).toEqual([])
  })
})

describe('a destination that delivered a moment ago', () => {
  it('is not held for three refusals from one source', async () => {
    rig = await start('postgres', {})
    refuseBad()
    await states(await sendAll('good'), ['delivered'])
    await states(await sendAll('bad1', 'bad2', 'bad3', 'bad4'), ['rejected', 'rejected', 'rejected', 'rejected'])
    expect(rig.log.join('')).not.toContain('destination held')
    await states(await sendAll('good2'), ['delivered'])
  })

  it('is held for ten times as many, and the refused leads wait with the others', async () => {
    rig = await start('postgres', { first: '1h', most: '1h' })
    await states(await sendAll('good'), ['delivered'])
    refuse(() => true)
    const leads = await sendAll(...Array.from({ length: 34 }, (_, n) => `n${n}`))
    await states(
      leads,
      leads.map(() => 'held'),
    )
    expect(rig.receiver.asked).toHaveLength(31)
    rig.receiver.script.clear()
    await sql`update destinations set probe_at = now() where id = 'a'`.execute(rig.ledger.db)
    await states(
      leads,
      leads.map(() => 'delivered'),
    )
  })
})
