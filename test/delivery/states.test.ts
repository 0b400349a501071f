import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import type { Answer } from './receiver.ts'
import { backends, destination, type Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(rig.log.join(''))
  await rig.close()
})

describe.each(backends())('deliveries with the queue on %s', (backend) => {
  const start = (settings = {}, delivery = {}) =>
    startRig(backend, (url) => ({ a: destination(`${url}/a`, settings, delivery), b: destination(`${url}/b`) }))

  const until = async (lead: string, state: string, name = 'a') =>
    eventually(async () => {
      const delivery = await rig.delivery(lead, name)
      expect(delivery?.state).toBe(state)
      return delivery!
    })

  const attemptsOf = (delivery: string) =>
    rig.ledger.db.selectFrom('attempts').selectAll().where('delivery_id', '=', delivery).orderBy('id').execute()

  it('brings a lead to every destination of its routes, once, with the receipt', async () => {
    rig = await start()
    const lead = await rig.send('one@contoso.com')
    const a = await until(lead, 'delivered')
    const b = await until(lead, 'delivered', 'b')
    expect(a).toMatchObject({ outcome: 'created', reference: `r-${a.id}`, attempts: 1, route: 'all' })
    expect(rig.receiver.taken('/a').map(({ id }) => id)).toEqual([a.id])
    expect(rig.receiver.taken('/b').map(({ id }) => id)).toEqual([b.id])
  })

  it('repeats an attempt after a passing failure, under the same delivery id and after a wait', async () => {
    rig = await start()
    let refusals = 2
    rig.receiver.script.set('/a', () => (refusals-- > 0 ? { status: 503, body: 'BUSY' } : undefined))
    const lead = await rig.send('again@contoso.com')
    const delivery = await until(lead, 'delivered')
    expect(delivery.attempts).toBe(3)
    expect(rig.receiver.asked.filter(({ path }) => path === '/a').map(({ id }) => id)).toEqual(
      Array(3).fill(delivery.id),
    )
    const attempts = await attemptsOf(delivery.id)
    expect(attempts.map(({ class: c, code, outcome }) => [c, code, outcome])).toEqual([
      ['transient', 'BUSY', ''],
      ['transient', 'BUSY', ''],
      ['', '', 'created'],
    ])
  })

  it('holds a destination on a configuration error, burns no attempt, disturbs no other, and releases in order', async () => {
    rig = await start({}, { concurrency: 1 })
    rig.receiver.script.set('/a', () => ({ status: 401, body: 'WRONG_KEY' }))
    const leads = []
    for (let n = 0; n < 12; n++) leads.push(await rig.send(`held${n}@contoso.com`))
    for (const lead of leads) await until(lead, 'delivered', 'b')
    for (const lead of leads) expect(await until(lead, 'held')).toMatchObject({ attempts: 0 })
    expect(await rig.stateOf('a')).toBe('held')
    const held = await rig.ledger.db.selectFrom('destinations').selectAll().where('id', '=', 'a').executeTakeFirst()
    expect(held).toMatchObject({ problem: 'post-wrong-key', code: 'WRONG_KEY', status: 401 })

    rig.receiver.script.delete('/a')
    for (const lead of leads) await until(lead, 'delivered')
    await eventually(async () => expect(await rig.stateOf('a')).toBe('open'))
    const order = rig.receiver.taken('/a').map(({ email }) => email)
    // The probe is not the lead that failed; after the probe all leads go in the order of arrival.
    const [probe, ...others] = order
    expect(probe).not.toBe('held0@contoso.com')
    expect(others).toEqual(leads.map((_, n) => `held${n}@contoso.com`).filter((email) => email !== probe))
  })

  it('checks a held destination before it sends a lead there again', async () => {
    rig = await start({ checks: true })
    rig.receiver.script.set('/a', () => ({ status: 401, body: 'WRONG_KEY' }))
    const lead = await rig.send('check@contoso.com')
    await until(lead, 'held')
    const attempted = rig.receiver.taken('/a').length
    await eventually(async () => {
      const { rows } = await sql<{ probes: number }>`select probes from destinations where id = 'a'`.execute(
        rig.ledger.db,
      )
      expect(rows[0]?.probes).toBeGreaterThan(1)
    })
    expect(rig.receiver.asked.filter(({ path }) => path === '/a')).toHaveLength(attempted + 1)
    rig.receiver.script.delete('/a')
    await until(lead, 'delivered')
  })

  it('releases a held destination when its settings are fixed, without a restart', async () => {
    rig = await start({ key: 'wrong' }, { hold: { first: '10m' } })
    rig.receiver.script.set('/a', (_, key) => (key === 'Bearer right' ? undefined : { status: 401, body: 'WRONG_KEY' }))
    const lead = await rig.send('mended@contoso.com')
    await until(lead, 'held')
    const { url } = rig.receiver
    await rig.hub.reload(rig.configure({ a: destination(`${url}/a`, { key: 'right' }), b: destination(`${url}/b`) }))
    await until(lead, 'delivered')
    await eventually(async () => expect(await rig.stateOf('a')).toBe('open'))
  })

  it('takes three different leads refused with one code for a fault of the destination', async () => {
    rig = await start({}, { hold: { first: '10m' } })
    rig.receiver.script.set('/a', () => ({ status: 422, body: 'BAD_FIELD' }))
    const leads = []
    for (const n of [1, 2, 3]) {
      leads.push(await rig.send(`same${n}@contoso.com`))
      await eventually(() => expect(rig.receiver.asked.filter(({ path }) => path === '/a')).toHaveLength(n))
    }
    for (const lead of leads) await until(lead, 'held')
    expect(await rig.stateOf('a')).toBe('held')
  })

  it('rejects a lead for good when only that lead is refused', async () => {
    rig = await start()
    rig.receiver.script.set('/a', ({ email }) =>
      email.startsWith('bad') ? { status: 422, body: 'BAD_EMAIL' } : undefined,
    )
    const bad = await rig.send('bad@contoso.com')
    const good = await rig.send('good@contoso.com')
    expect(await until(bad, 'rejected')).toMatchObject({ class: 'rejected', code: 'BAD_EMAIL', attempts: 1 })
    await until(good, 'delivered')
    await eventually(async () => expect(await rig.stateOf('a')).toBe('open'))
  })

  it('rests a destination that is down, probes it with one lead, and drains when it answers', async () => {
    rig = await start({}, { concurrency: 1 })
    let down = true
    rig.receiver.script.set('/a', () => (down ? { status: 503, body: 'DOWN' } : undefined))
    const leads = []
    for (let n = 0; n < 20; n++) leads.push(await rig.send(`down${n}@contoso.com`))
    await eventually(async () => expect(await rig.stateOf('a')).toBe('resting'))
    for (const lead of leads) await until(lead, 'delivered', 'b')
    const before = rig.receiver.asked.filter(({ path }) => path === '/a').length
    expect(before).toBeLessThan(leads.length)
    down = false
    for (const lead of leads) await until(lead, 'delivered')
    await eventually(async () => expect(await rig.stateOf('a')).toBe('open'))
  })

  it('lets the whole destination rest for as long as a rate limit asks', async () => {
    rig = await start({}, { concurrency: 1 })
    let limited = true
    rig.receiver.script.set('/a', () => (limited ? { status: 429, headers: { 'retry-after': '1' } } : undefined))
    const first = await rig.send('limit1@contoso.com')
    await eventually(async () => expect(await rig.stateOf('a')).toBe('resting'))
    limited = false
    const second = await rig.send('limit2@contoso.com')
    expect(await until(first, 'delivered')).toMatchObject({ attempts: 1 })
    await until(second, 'delivered')
    const { rows } = await sql<{ gap: number }>`
      select extract(epoch from max(started_at) - min(started_at))::float as gap from attempts
      where lead_id = ${first} and destination = 'a'`.execute(rig.ledger.db)
    expect(rows[0]?.gap).toBeGreaterThanOrEqual(0.9)
  })

  it.each([
    [{ repeat: 'harmless' }, 'delivered', 2],
    [{ repeat: 'doubles' }, 'uncertain', 1],
    [{ repeat: 'doubles', finds: true }, 'delivered', 1],
  ])('after an answer that never came, with %o ends %s', async (settings, state, times) => {
    rig = await start(settings)
    let broken = true
    rig.receiver.script.set('/a', (): Answer | undefined => {
      if (!broken) return undefined
      broken = false
      return { status: 201, thenReset: true }
    })
    const lead = await rig.send('unsure@contoso.com')
    const delivery = await until(lead, state)
    expect(rig.receiver.taken('/a')).toHaveLength(times)
    expect(new Set(rig.receiver.taken('/a').map(({ id }) => id))).toEqual(new Set([delivery.id]))
  })

  it('gives up after the retry window and says so', async () => {
    rig = await start({}, { retry: { first: '50ms', most: '100ms', within: '2s' }, rest: { after: 0 } })
    rig.receiver.script.set('/a', () => ({ status: 503, body: 'BUSY' }))
    const lead = await rig.send('never@contoso.com')
    const delivery = await until(lead, 'exhausted')
    expect(delivery.attempts).toBeGreaterThan(1)
    expect(delivery).toMatchObject({ class: 'transient', code: 'BUSY' })
  })

  it('recovers the deliveries of a dead worker', async () => {
    rig = await start({}, { retry: { first: '1h', most: '1h' } })
    rig.receiver.script.set('/a', () => ({ status: 503 }))
    const lead = await rig.send('orphan@contoso.com')
    const delivery = await until(lead, 'waiting')
    await sql`update deliveries set state = 'sending', worker = ${uuid()}, sending_since = now(), generation = generation + 1
      where id = ${delivery.id}`.execute(rig.ledger.db)
    rig.receiver.script.delete('/a')
    await rig.hub.reconcile()
    await until(lead, 'delivered')
    const attempts = await attemptsOf(delivery.id)
    expect(attempts.map(({ code }) => code)).toContain('WORKER_DIED')
  })

  it('delivers every undelivered lead after the queue has lost everything', async () => {
    rig = await start({}, { concurrency: 1 })
    let hold = true
    rig.receiver.script.set('/a', () => (hold ? { status: 0, hang: true } : undefined))
    const leads = []
    for (let n = 0; n < 10; n++) leads.push(await rig.send(`lost${n}@contoso.com`))
    await eventually(() => expect(rig.receiver.asked.some(({ path }) => path === '/a')).toBe(true))
    for (const lead of leads) await until(lead, 'delivered', 'b')
    await loseQueue(backend)
    hold = false
    await rig.restart()
    for (const lead of leads) await until(lead, 'delivered')
  })

  it('keeps a lead that no route takes, as unrouted', async () => {
    rig = await start()
    const reply = await fetch(`${rig.hub.url}/ingest/marketplace?key=a-key-of-the-source&offer=fabrikam.other`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userDetails: { email: 'x@y.z' } }),
    })
    const { id } = (await reply.json()) as { id: string }
    await eventually(async () => {
      const lead = await rig.ledger.db
        .selectFrom('leads')
        .select(['state', 'reason'])
        .where('id', '=', id)
        .executeTakeFirst()
      expect(lead).toEqual({ state: 'unrouted', reason: 'no route matches' })
    })
  })

  it('does not count a stop as an attempt, and goes on after the next start', async () => {
    rig = await start({}, { deadline: '60s' })
    rig.receiver.script.set('/a', () => ({ status: 0, hang: true }))
    const lead = await rig.send('stopped@contoso.com')
    await eventually(() => expect(rig.receiver.asked.some(({ path }) => path === '/a')).toBe(true))
    await rig.hub.close()
    const stopped = await rig.delivery(lead)
    expect(stopped).toMatchObject({ state: 'queued', attempts: 0, may_be_there: true })
    rig.receiver.script.delete('/a')
    await rig.restart()
    expect(await until(lead, 'delivered')).toMatchObject({ attempts: 1 })
  })

  it('writes one canonical line per attempt, without lead data', async () => {
    rig = await start()
    const lead = await rig.send('quiet@contoso.com')
    const delivery = await until(lead, 'delivered')
    await until(lead, 'delivered', 'b')
    const lines = rig.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'attempt')
    expect(lines.filter(({ destination: name }) => name === 'a')).toEqual([
      expect.objectContaining({
        delivery: delivery.id,
        lead,
        state: 'delivered',
        result: 'created',
        status: 201,
        attempt: 1,
      }),
    ])
    expect(rig.log.join('\n')).not.toMatch(/quiet|contoso\.com/)
  })
})

async function loseQueue(backend: 'postgres' | 'redis'): Promise<void> {
  if (backend === 'postgres') {
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'bullmq' and tablename like '%job%'`.execute(
      rig.ledger.db,
    )
    await sql.raw(`truncate ${rows.map(({ name }) => `bullmq."${name}"`).join(', ')} cascade`).execute(rig.ledger.db)
    return
  }
  const redis = new Redis(rig.redisUrl!)
  await redis.flushdb().finally(() => redis.disconnect())
}
