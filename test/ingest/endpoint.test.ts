import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { config, key, lead, nextNumber, other, useIngest } from './rig.ts'

const { hub, sql, log, post, taken, problem, row, lockLeads, leads } = useIngest()

describe('202', () => {
  it('gives the id of a lead that is on disk', async () => {
    const body = lead()
    const answer = await taken(post(body))
    expect(answer).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), state: 'received' })
    const stored = await row(answer.id)
    expect(stored).toMatchObject({
      source: 'marketplace',
      state: 'received',
      offer: 'contoso.app',
      config_version: config().version,
    })
    expect(stored.raw.toString()).toBe(JSON.stringify(body))
    expect(stored.lead.person.email).toBe(body.userDetails.email)
  })

  it('is given with the offer of the URL', async () => {
    const { id } = await taken(post(lead(), { query: `?key=${key}&offer=tailspin.router-pro` }))
    expect((await row(id)).offer).toBe('tailspin.router-pro')
  })

  it.each([
    ['application/json; charset=utf-8'],
    ['application/vnd.contoso.lead+json'],
    ['text/plain'],
    ['text/json'],
    ['APPLICATION/JSON'],
  ])('is given for %s', async (type) => {
    await taken(post(lead(), { headers: { 'content-type': type } }))
  })

  it('is given without a Content-Type, and for a chunked body', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = http.request(`${hub().url}/ingest/marketplace?key=${key}`, { method: 'POST' }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      })
      request.on('error', reject)
      const body = JSON.stringify(lead())
      request.write(body.slice(0, 10))
      setImmediate(() => request.end(body.slice(10)))
    })
    expect(status).toBe(202)
  })

  it('is given for a compressed body, whose content is stored', async () => {
    const body = JSON.stringify(lead())
    const { id } = await taken(post(gzipSync(body), { headers: { 'content-encoding': 'gzip' } }))
    expect((await row(id)).raw.toString()).toBe(body)
  })

  it('is given for a byte order mark, which is stored', async () => {
    const body = Buffer.from(`\uFEFF${JSON.stringify(lead())}`)
    const { id } = await taken(post(body))
    expect((await row(id)).raw.equals(body)).toBe(true)
  })

  it('is given for a lead of the largest size', async () => {
    const body = JSON.stringify(lead())
    await taken(post(body + ' '.repeat(256 * 1024 - body.length)))
  })

  it('is given only after the commit', async () => {
    const lock = await lockLeads()
    let answered = false
    const answering = post(lead()).finally(() => (answered = true))
    await lock.waitedFor()
    // The hub waits for the commit, and answers other requests meanwhile.
    expect((await fetch(`${hub().url}/health/live`)).status).toBe(200)
    expect(answered).toBe(false)
    await lock.release()
    await row((await taken(answering)).id)
  })

  it('for many leads at once needs few commits', async () => {
    await sql().query(`
      create table commits (n int not null);
      create function count_commit() returns trigger language plpgsql as 'begin insert into commits values (1); return null; end';
      create trigger count_commit after insert on leads for each statement execute function count_commit()`)
    const before = await leads()
    const lock = await lockLeads()
    const answering = Array.from({ length: 300 }, async () => (await taken(post(lead()))).id)
    await lock.waitedFor()
    for (let n = 0; n < 10; n++) await fetch(`${hub().url}/health/live`)
    await lock.release()
    expect(new Set(await Promise.all(answering)).size).toBe(300)
    expect((await leads()) - before).toBe(300)
    const { rows } = await sql().query('select count(*) from commits')
    expect(Number(rows[0].count)).toBeLessThan(30)
    await sql().query('drop trigger count_commit on leads; drop function count_commit; drop table commits')
  })
})

describe('a repeat', () => {
  it('by content gets the id of the first lead', async () => {
    const body = lead()
    const first = await taken(post(body))
    const before = await leads()
    expect(await taken(post(body))).toEqual({ id: first.id, state: 'received', duplicateOf: first.id })
    expect(await leads()).toBe(before)
  })

  it('at another source, or for another offer, is a new lead', async () => {
    const body = lead()
    const answers = [
      await taken(post(body)),
      await taken(post(body, { path: '/ingest/other', query: `?key=${other}` })),
      await taken(post(body, { query: `?key=${key}&offer=tailspin.other` })),
    ]
    expect(new Set(answers.map(({ id }) => id)).size).toBe(3)
  })

  it('at the same moment makes one lead', async () => {
    const body = lead()
    const before = await leads()
    const answers = await Promise.all(Array.from({ length: 25 }, () => taken(post(body))))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(answers.filter(({ duplicateOf }) => duplicateOf === undefined)).toHaveLength(1)
    expect(await leads()).toBe(before + 1)
  })

  it('after 24 hours is a new lead', async () => {
    const body = lead()
    const first = await taken(post(body))
    await sql().query(`update fingerprints set seen_at = seen_at - interval '24 hours 1 minute' where lead_id = $1`, [
      first.id,
    ])
    const second = await taken(post(body))
    expect(second).toEqual({ id: expect.not.stringMatching(first.id), state: 'received' })
  })

  it('of an unreadable body, once corrected under the same key, is a lead', async () => {
    const headers = { 'idempotency-key': `key-${nextNumber()}` }
    await problem(post('{"userDetails":', { headers }), 400)
    expect(await taken(post(lead(), { headers }))).not.toHaveProperty('duplicateOf')
  })
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of/)
})
