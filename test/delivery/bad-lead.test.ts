/** A lead that its far end cannot take, although it takes all others, stops no destination for the others. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import type { Answer } from './receiver.ts'
import { backends, destination, type Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())

const short = { first: '100ms', most: '200ms' }
const start = (backend: 'postgres' | 'redis', delivery: object = {}) =>
  startRig(backend, (url) => ({ a: destination(`${url}/a`, {}, { concurrency: 1, hold: short, ...delivery }) }))

const answer = (reply: Answer, to: (email: string) => boolean = (email) => email.startsWith('bad')) =>
  rig.receiver.script.set('/a', ({ email }) => (to(email) ? reply : undefined))
const forbidden = { status: 401, body: 'BLOCKED' }
const crash = { status: 500, body: 'CRASH' }

async function sendAll(...names: string[]): Promise<string[]> {
  const leads: string[] = []
  for (const name of names) leads.push(await rig.send(`${name}@contoso.com`))
  return leads
}

const statesOf = (leads: string[]) => Promise.all(leads.map(async (lead) => (await rig.delivery(lead))?.state))
const states = (leads: string[], expected: string[]) =>
  eventually(async () => expect(await statesOf(leads)).toEqual(expected))
const stands = (state: string) => eventually(async () => expect(await rig.stateOf('a')).toBe(state))
const askedFor = () => rig.receiver.asked.map(({ email }) => email.split('@')[0])
const row = () => rig.ledger.db.selectFrom('destinations').selectAll().where('id', '=', 'a').executeTakeFirstOrThrow()
const probed = (times: number) =>
  eventually(async () => expect(await row()).toMatchObject({ probes: times, probe_delivery: null }))
const probeIn = (interval: string) =>
  sql`update destinations set probe_at = now() + ${interval}::interval where id = 'a'`.execute(rig.ledger.db)

describe.each(backends())(
  'a lead that alone is answered with a configuration failure, with the queue on %s',
  (backend) => {
    it('is rejected by itself once others pass, and the destination stays open', async () => {
      rig = await start(backend)
      answer(forbidden)
      const bad = await sendAll('bad')
      await stands('held')
      const good = await sendAll('n1', 'n2', 'n3')
      await states(good, ['delivered', 'delivered', 'delivered'])
      await states(bad, ['rejected'])
      expect(await rig.delivery(bad[0] ?? '')).toMatchObject({ class: 'configuration', code: 'BLOCKED' })
      await stands('open')
      expect(rig.log.join('').match(/"destination held"/g)).toHaveLength(1)
      await rig.hub.reconcile()
      await states(await sendAll('n4'), ['delivered'])
      await states(bad, ['rejected'])
    })

    it('waits alone until a new lead comes, which is sent at once', async () => {
      rig = await start(backend)
      answer(forbidden)
      const bad = await sendAll('bad')
      await eventually(async () => expect((await row()).probes).toBeGreaterThan(0))
      await probeIn('1 hour')
      await states([...bad, ...(await sendAll('good'))], ['rejected', 'delivered'])
    })
  },
)

describe.each(backends())('a lead that crashes its receiver, with the queue on %s', (backend) => {
  it('lets its destination rest only while it is alone, and not for a new lead', async () => {
    rig = await start(backend, { rest: { after: 3, ...short } })
    answer(crash)
    const bad = await sendAll('bad')
    await stands('resting')
    await eventually(async () => expect((await row()).probes).toBeGreaterThan(0))
    await probeIn('1 hour')
    const good = await sendAll('n1', 'n2')
    await states([...bad, ...good], ['waiting', 'delivered', 'delivered'])
  })

  it('does not let it rest while another lead is being sent', async () => {
    rig = await start(backend, {
      concurrency: 2,
      retry: { first: '20ms', most: '50ms', within: '1h' },
      deadline: '60s',
    })
    let answerIt = () => {}
    const after = new Promise<void>((resolve) => (answerIt = resolve))
    rig.receiver.script.set('/a', ({ email, id }) =>
      email.startsWith('bad') ? crash : { status: 201, body: `r-${id}`, after },
    )
    const good = await sendAll('slow')
    await states(good, ['sending'])
    await sendAll('bad')
    await eventually(() => expect(askedFor().filter((name) => name === 'bad').length).toBeGreaterThan(6))
    expect(await rig.stateOf('a')).toBe('open')
    answerIt()
    await states(good, ['delivered'])
  })

  it('becomes exhausted when its retry window is over and another lead has passed', async () => {
    const retry = { first: '50ms', most: '200ms', within: '2s' }
    rig = await start(backend, { retry, rest: { after: 3, ...short } })
    answer(crash)
    const bad = await sendAll('bad')
    await stands('resting')
    await sql`update deliveries set first_attempt_at = first_attempt_at - interval '1 hour',
      retry_since = retry_since - interval '1 hour'`.execute(rig.ledger.db)
    const before = askedFor().length
    await eventually(() => expect(askedFor().length).toBeGreaterThan(before + 2))
    expect(await statesOf(bad)).not.toContain('exhausted')
    const good = await sendAll('good')
    await states([...bad, ...good], ['exhausted', 'delivered'])
  })
})

describe('a destination that no lead passes', () => {
  it('rests after a few leads in a row; the probe is the newest lead without an attempt, then the lead with the oldest attempt', async () => {
    const long = { first: '1h', most: '1h' }
    rig = await start('postgres', { retry: { ...long, within: '3d' }, rest: { after: 3, ...long } })
    answer({ status: 503, body: 'DOWN' }, () => true)
    for (const name of ['n1', 'n2', 'n3']) {
      await sendAll(name)
      await eventually(() => expect(askedFor()).toContain(name))
    }
    await stands('resting')
    await states(await sendAll('n4', 'n5'), ['waiting', 'waiting'])
    for (let times = 1; times <= 4; times++) {
      await probeIn('0')
      await probed(times)
    }
    expect(askedFor()).toEqual(['n1', 'n2', 'n3', 'n5', 'n4', 'n1', 'n2'])
    expect(await rig.stateOf('a')).toBe('resting')
  })

  it('is held with its leads, and each probe is another lead', async () => {
    const long = { first: '1h', most: '1h' }
    rig = await start('postgres', { hold: long })
    answer(forbidden, () => true)
    await sendAll('n1')
    await stands('held')
    const leads = await sendAll('n2', 'n3')
    await states(leads, ['held', 'held'])
    for (let times = 1; times <= 4; times++) {
      await probeIn('0')
      await probed(times)
    }
    expect(askedFor()).toEqual(['n1', 'n3', 'n2', 'n1', 'n3'])
    await states(leads, ['held', 'held'])
  })

  it('gets no request before the moment that it named, even if a new lead comes', async () => {
    rig = await start('postgres', { rest: { after: 3, ...short } })
    answer({ status: 429, body: 'LATER' }, () => true)
    await sendAll('n1')
    await stands('resting')
    answer({ status: 429, body: 'LATER', headers: { 'retry-after': '3600' } }, () => true)
    await eventually(async () => expect((await row()).probe_at?.getTime()).toBeGreaterThan(Date.now() + 3_000_000))
    await states(await sendAll('n2'), ['waiting'])
    expect((await row()).awaits_new).toBe(false)
    expect(askedFor()).not.toContain('n2')
  })
})
