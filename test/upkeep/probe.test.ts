/** The effect of probes on the leads that wait at a held destination. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { takeProbe } from '../../src/ledger/moves.ts'
import { backends, destination, type Rig, startRig } from '../delivery/rig.ts'
import { eventually } from '../setup/eventually.ts'

let rig: Rig
afterEach(() => rig.close())

const settings = { hold: { afterRejections: 3, first: '100ms', most: '200ms' } }
const start = () => startRig('postgres', (url) => ({ a: destination(`${url}/a`, {}, { ...settings, concurrency: 1 }) }))

const statesOf = (leads: string[]) => Promise.all(leads.map(async (lead) => (await rig.delivery(lead))?.state))
const probes = async () =>
  (await rig.ledger.db.selectFrom('destinations').select('probes').where('id', '=', 'a').executeTakeFirst())?.probes ??
  0

async function heldByRefusals(): Promise<string[]> {
  rig = await start()
  rig.receiver.script.set('/a', () => ({ status: 422, body: 'NO_SUCH_FIELD' }))
  const leads: string[] = []
  for (let n = 0; n < 8; n++) leads.push(await rig.send(`n${n}@contoso.com`))
  await eventually(async () => expect(await rig.stateOf('a')).toBe('held'))
  return leads
}

describe('a destination held because every lead is refused', () => {
  it('exhausts no lead by its probes, and delivers all leads once it is fixed', async () => {
    const leads = await heldByRefusals()
    await eventually(async () => expect(await probes()).toBeGreaterThan(1))
    expect(await rig.stateOf('a')).toBe('held')
    await eventually(async () => expect(await statesOf(leads)).not.toContain('rejected'))
    rig.receiver.script.delete('/a')
    await eventually(async () => expect(await statesOf(leads)).toEqual(leads.map(() => 'delivered')))
  })

  it('opens when the probe is refused for another reason, which concerns only this lead', async () => {
    const leads = await heldByRefusals()
    rig.receiver.script.set('/a', ({ email }) =>
      email.startsWith('n0') ? { status: 422, body: 'BAD_PHONE' } : undefined,
    )
    await eventually(async () =>
      expect(await statesOf(leads)).toEqual(['rejected', ...leads.slice(1).map(() => 'delivered')]),
    )
  })
})

describe('a destination held for its key', () => {
  it('opens when the far end rejects the probe’s lead, because the key is right then', async () => {
    rig = await start()
    rig.receiver.script.set('/a', () => ({ status: 401, body: 'WRONG_KEY' }))
    const leads: string[] = []
    for (let n = 0; n < 4; n++) leads.push(await rig.send(`n${n}@contoso.com`))
    await eventually(async () => expect(await statesOf(leads)).toEqual(leads.map(() => 'held')))
    rig.receiver.script.set('/a', ({ email }) =>
      email.startsWith('n0') ? { status: 422, body: 'BAD_PHONE' } : undefined,
    )
    await eventually(async () =>
      expect(await statesOf(leads)).toEqual(['rejected', ...leads.slice(1).map(() => 'delivered')]),
    )
  })
})

it('a probe that our own mapping refuses sends no request: another lead is sent, and only an answer opens', async () => {
  const email = {
    template: '{% unless person.email contains "blank" %}{{ person.email }}{% endunless %}',
    required: true,
  }
  rig = await startRig('postgres', (url) => ({ a: destination(`${url}/a`, { mapping: { email } }, settings) }))
  rig.receiver.script.set('/a', () => ({ status: 401, body: 'WRONG_KEY' }))
  const first = await rig.send('first@contoso.com')
  await eventually(async () => expect(await statesOf([first])).toEqual(['held']))
  const [blank, last] = [await rig.send('blank@contoso.com'), await rig.send('last@contoso.com')]
  await eventually(async () => expect(await statesOf([blank, last])).toEqual(['held', 'held']))
  await rig.ledger.db.updateTable('deliveries').set({ state: 'cancelled' }).where('lead_id', '=', first).execute()

  await eventually(async () => expect(await statesOf([blank, last])).toEqual(['rejected', 'held']))
  const before = await probes()
  await eventually(async () => expect(await probes()).toBeGreaterThan(before))
  expect(rig.log.join()).not.toContain('destination opened')
  rig.receiver.script.delete('/a')
  await eventually(async () => expect(await statesOf([blank, last])).toEqual(['rejected', 'delivered']))
})

describe.each(backends())('a probe whose job was lost with the queue on %s', (backend) => {
  it.each([
    ['held', 401],
    ['resting', 429],
  ] as const)('of a destination that is %s is sent within seconds', async (state, status) => {
    const long = { first: '1h', most: '1h' }
    rig = await startRig(backend, (url) => ({ a: destination(`${url}/a`, {}, { hold: long, rest: long }) }))
    rig.receiver.script.set('/a', () => ({ status, body: 'NOT_NOW' }))
    const lead = await rig.send('n@contoso.com')
    await eventually(async () => expect(await rig.stateOf('a')).toBe(state))
    await eventually(async () => expect(await statesOf([lead])).not.toContain('sending'))
    rig.receiver.script.delete('/a')
    // As if a worker had taken the probe and the queue had lost the ring; the probe then counts as lost soon.
    await takeProbe(rig.ledger.db, 'a')
    await sql`update destinations set probe_at = probe_at - interval '14 seconds' where id = 'a'`.execute(rig.ledger.db)
    await eventually(async () => expect(await statesOf([lead])).toEqual(['delivered']))
    await eventually(async () => expect(await rig.stateOf('a')).toBe('open'))
  })
})
