/** A fail-over or a firewall leaves connections that are open, but carry nothing any more. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { backends } from '../delivery/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { type Answer, type Swallowing, startSwallowing } from './rig.ts'

let rig: Swallowing
afterEach(() => rig?.close())

/** The promise is 30 s from the moment new connections work. */
const recovery = { timeout: 30_000 }

/** Sends without a break until `end`; refused leads are not sent again. */
function sending(senders: number) {
  const answers: Answer[] = []
  let ended = false
  const work = Promise.all(
    Array.from({ length: senders }, async (_, sender) => {
      for (let n = 0; !ended; n++) answers.push(await rig.send(`s${sender}n${n}@contoso.com`))
    }),
  )
  return {
    answers,
    async end() {
      ended = true
      await work
    },
  }
}

async function everyLeadIsDelivered(answers: readonly Answer[]): Promise<void> {
  const accepted = answers.filter(({ status }) => status === 202).map(({ id }) => id)
  await eventually(async () => {
    const { rows } = await sql<{ state: string; n: number }>`
      select coalesce(d.state, l.state) as state, count(*)::int as n from leads l left join deliveries d on d.lead_id = l.id
      group by 1`.execute(rig.ledger.db)
    expect(rows.map(({ state }) => state)).toEqual(['delivered'])
  }, recovery)
  const { rows } = await sql<{ id: string }>`select id from leads`.execute(rig.ledger.db)
  const stored = new Set(rows.map(({ id }) => id))
  expect(accepted.filter((id) => !stored.has(id))).toEqual([])
}

describe.each(backends())('with the queue on %s', { timeout: 180_000 }, (backend) => {
  it('PostgreSQL falls silent: senders get an answer in time, and everything works within 30 s of its return', async () => {
    rig = await startSwallowing(backend)
    const load = sending(8)
    await eventually(() => expect(load.answers.length).toBeGreaterThan(50))
    rig.postgres.swallow()
    const refused = await eventually(
      () => {
        const found = load.answers.filter(({ status }) => status === 503)
        expect(found.length).toBeGreaterThanOrEqual(8)
        return found
      },
      { timeout: 60_000 },
    )
    // Ten seconds are promised; a busy machine adds to them.
    for (const { took, retryAfter } of refused) {
      expect(took).toBeLessThan(20_000)
      expect(Number(retryAfter)).toBeGreaterThan(0)
    }
    expect(await rig.ready()).toBe(503)
    rig.postgres.restore()
    await eventually(async () => expect(await rig.ready()).toBe(200), recovery)
    await eventually(async () => expect((await rig.send('after@contoso.com')).status).toBe(202), recovery)
    await load.end()
    await everyLeadIsDelivered(load.answers)
  })
})

describe.runIf(backends().includes('redis'))('Redis that falls silent', { timeout: 180_000 }, () => {
  it('delays leads only: they are taken, and delivered within 30 s of its return', async () => {
    rig = await startSwallowing('redis')
    const load = sending(4)
    await eventually(() => expect(load.answers.length).toBeGreaterThan(50))
    rig.redis!.swallow()
    await eventually(async () => expect(await rig.ready()).toBe(503), { timeout: 30_000 })
    const sofar = load.answers.length
    await eventually(() => expect(load.answers.length).toBeGreaterThan(sofar))
    await load.end()
    rig.redis!.restore()
    await eventually(async () => expect(await rig.ready()).toBe(200), recovery)
    expect(load.answers.filter(({ status }) => status !== 202)).toEqual([])
    await everyLeadIsDelivered(load.answers)
  })
})

it('an ingest hub is not ready while its arrivals wait, though another connection would work', async () => {
  rig = await startSwallowing('postgres', 'ingest')
  expect((await rig.send('before@contoso.com')).status).toBe(202)
  rig.postgres.swallow()
  const answer = rig.send('lost@contoso.com')
  rig.postgres.restore()
  expect(await rig.ready()).toBe(503)
  expect((await answer).status).toBe(503)
  await eventually(async () => expect(await rig.ready()).toBe(200), recovery)
})
