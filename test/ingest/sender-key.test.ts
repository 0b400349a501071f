import { describe, expect, it } from 'vitest'
import { type Answer, key, lead, nextNumber, useIngest } from './rig.ts'

const { log, post, taken, row, leads, sql } = useIngest()

const fresh = () => `sender-key-${nextNumber()}`

describe.each(['idempotency-key', 'webhook-id'])('another lead under a used %s', (header) => {
  it('is a new lead: the answer, the ledger and the log name the earlier lead', async () => {
    const headers = { [header]: fresh() }
    const first = await taken(post(lead(), { headers }))
    const body = lead()
    const second = await taken(post(body, { headers }))
    expect(second).toEqual({ id: expect.not.stringMatching(first.id), state: 'received', sameKeyAs: first.id })
    expect(await row(second.id)).toMatchObject({ state: 'received', same_key_as: first.id })
    expect((await row(second.id)).raw.toString()).toBe(JSON.stringify(body))
    const line = log.map((text) => JSON.parse(text)).find((one) => one.lead === second.id)
    expect(line).toMatchObject({ level: 'warn', source: 'marketplace', sameKeyAs: first.id })
    expect(line.msg).toMatch(/used before/)
  })

  it('is a repeat only with the same content', async () => {
    const headers = { [header]: fresh() }
    const body = lead()
    const first = await taken(post(body, { headers }))
    const before = await leads()
    expect(await taken(post(body, { headers }))).toEqual({ id: first.id, state: 'received', duplicateOf: first.id })
    expect(await leads()).toBe(before)
  })
})

describe('a sender that uses one key for every lead', () => {
  it('loses no lead, whether they come one by one or at once', async () => {
    const headers = { 'idempotency-key': fresh() }
    const bodies = Array.from({ length: 30 }, () => lead())
    const answers = [
      ...(await inTurn(bodies.slice(0, 5), (body) => taken(post(body, { headers })))),
      ...(await Promise.all(bodies.slice(5).map((body) => taken(post(body, { headers }))))),
    ]
    await allAreThere(answers, bodies)
    const marks = answers.filter(({ sameKeyAs }) => sameKeyAs === answers[0]?.id)
    expect(marks).toHaveLength(29)
  })

  it('still learns of repeats by content', async () => {
    const headers = { 'idempotency-key': fresh() }
    const bodies = Array.from({ length: 5 }, () => lead())
    const first = await Promise.all(bodies.map((body) => taken(post(body, { headers }))))
    const before = await leads()
    const again = await Promise.all(bodies.map((body) => taken(post(body, { headers }))))
    expect(again.map(({ duplicateOf }) => duplicateOf)).toEqual(first.map(({ id }) => id))
    expect(await leads()).toBe(before)
  })

  it('may send several leads in each post', async () => {
    const headers = { 'idempotency-key': fresh() }
    const bundle = () => ({
      items: [{ mail: `n${nextNumber()}@contoso.com` }, { mail: `n${nextNumber()}@contoso.com` }],
    })
    const send = async (body: object) =>
      ((await (await post(body, { headers, path: '/ingest/bundle' })).json()) as { leads: Answer[] }).leads
    const [one, two] = [bundle(), bundle()]
    const first = await send(one)
    const second = await send(two)
    expect(second.map(({ sameKeyAs }) => sameKeyAs)).toEqual(first.map(({ id }) => id))
    await allAreThere([...first, ...second], [...one.items, ...two.items])
    expect((await send(two)).map(({ duplicateOf }) => duplicateOf)).toEqual(second.map(({ id }) => id))
  })

  it('learns nothing about the keys of another source', async () => {
    const headers = { 'idempotency-key': fresh() }
    await taken(post(lead(), { headers }))
    const form = { mail: `n${nextNumber()}@contoso.com` }
    const other = (await (await post({ items: [form] }, { headers, path: '/ingest/bundle' })).json()) as {
      leads: Answer[]
    }
    expect(other.leads[0]).not.toHaveProperty('sameKeyAs')
  })

  it('may use the key again after a day, unmarked', async () => {
    const headers = { 'idempotency-key': fresh() }
    const first = await taken(post(lead(), { headers }))
    await sql().query(`update fingerprints set seen_at = seen_at - interval '24 hours 1 minute' where lead_id = $1`, [
      first.id,
    ])
    expect(await taken(post(lead(), { headers }))).not.toHaveProperty('sameKeyAs')
  })
})

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const item of items) done.push(await work(item))
  return done
}

async function allAreThere(answers: readonly Answer[], bodies: readonly object[]): Promise<void> {
  const { rows } = await sql().query('select id, raw from leads where id = any($1)', [answers.map(({ id }) => id)])
  const kept = new Map(rows.map((one: { id: string; raw: Buffer }) => [one.id, one.raw.toString()]))
  expect(answers.map(({ id }) => kept.get(id))).toEqual(bodies.map((body) => JSON.stringify(body)))
}

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|sender-key-/)
  expect(log.join()).not.toContain(key)
})
