import { describe, expect, it } from 'vitest'
import { type Answer, type Body, key, nextNumber, useIngest } from './rig.ts'

const { log, post, taken, problem, row, sql, leads } = useIngest()

const mail = () => `n${nextNumber()}@contoso.com`
const json = (body: Body, headers = {}, query = `?key=${key}`) => post(body, { path: '/ingest/json', headers, query })
const bundle = (body: Body, headers = {}) => post(body, { path: '/ingest/bundle', headers })

interface Bundle {
  leads: Answer[]
}

async function all(answering: Promise<Response>, status = 202): Promise<Answer[]> {
  const response = await answering
  expect(response.status).toBe(status)
  return ((await response.json()) as Bundle).leads
}

describe('any JSON', () => {
  it('becomes a lead by its fields', async () => {
    const body = { contact: { mail: mail() }, topic: 'The App', more: [1] }
    const { id } = await taken(json(body))
    const stored = await row(id)
    expect(stored).toMatchObject({ source: 'json', state: 'received', offer: 'The App', email: body.contact.mail })
    expect(stored.lead).toMatchObject({ source: { endpoint: 'json', code: 'webinar' }, offer: { title: 'The App' } })
    expect(stored.raw.toString()).toBe(JSON.stringify(body))
  })

  it('has the offer of the URL', async () => {
    const { id } = await taken(json({ contact: { mail: mail() } }, {}, `?key=${key}&offer=contoso.app`))
    expect((await row(id)).offer).toBe('contoso.app')
  })

  it('is recognised when it is sent again', async () => {
    const body = { contact: { mail: mail() } }
    const { id } = await taken(json(body))
    expect(await taken(json(body))).toMatchObject({ id, duplicateOf: id })
  })

  it.each<[string, Body, number]>([
    ['nothing', '', 400],
    ['text', 'hello', 400],
    ['no lead', { topic: 'The App' }, 422],
    ['a lead elsewhere', { email: 'x@contoso.com' }, 422],
    ['a list', '[1]', 422],
    ['null', 'null', 422],
  ])('that is %s is kept, and told', async (_what, body, status) => {
    const answer = await problem(json(body), status)
    expect(await row(String(answer['lead']))).toMatchObject({ state: 'unreadable', lead: null })
  })

  it('is told when the body is a form', async () => {
    await problem(json('a=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415)
  })
})

describe('several leads in one post', () => {
  it('are stored each, and answered in their order', async () => {
    const items = [{ mail: mail() }, { other: 1 }, { mail: mail() }]
    const answers = await all(bundle({ items }))
    expect(answers.map(({ state }) => state)).toEqual(['received', 'unreadable', 'received'])
    const rows = [await row(answers[0]!.id), await row(answers[1]!.id), await row(answers[2]!.id)]
    expect(rows.map(({ email }) => email)).toEqual([items[0]?.mail, '', items[2]?.mail])
    expect(rows.map(({ raw }) => JSON.parse(raw.toString()))).toEqual(items)
  })

  it('are recognised one by one', async () => {
    const [first, second] = [{ mail: mail() }, { mail: mail() }]
    const [known] = await all(bundle({ items: [first] }))
    const answers = await all(bundle({ items: [first, second, first] }))
    expect(answers.map(({ duplicateOf }) => duplicateOf)).toEqual([known?.id, undefined, known?.id])
  })

  it('have their own keys under the sender’s key', async () => {
    const headers = { 'idempotency-key': `key-${nextNumber()}` }
    const answers = await all(bundle({ items: [{ mail: mail() }, { mail: mail() }] }, headers))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(2)
    const again = await all(bundle({ items: [{ mail: mail() }, { mail: mail() }] }, headers))
    expect(again.map(({ sameKeyAs }) => sameKeyAs)).toEqual(answers.map(({ id }) => id))
  })

  it('without a readable lead are stored, and reported', async () => {
    const answer = await problem(bundle({ items: [{ a: 1 }, { a: 2 }] }), 422)
    expect(answer['leads']).toEqual([
      { id: expect.any(String), state: 'unreadable' },
      { id: expect.any(String), state: 'unreadable' },
    ])
  })

  it.each<[string, Body, number]>([
    ['no list', {}, 422],
    ['an empty list', { items: [] }, 422],
    ['more than may be', { items: Array.from({ length: 501 }, () => ({})) }, 422],
    ['no JSON', '{"items":', 400],
    ['a lead deeper than the stack', `{"items":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`, 422],
  ])('%s is kept whole, and told', async (_what, body, status) => {
    const before = await leads()
    const answer = await problem(bundle(body), status)
    expect(await leads()).toBe(before + 1)
    const raw = typeof body === 'string' ? body : JSON.stringify(body)
    expect((await row(String(answer['lead']))).raw.toString()).toBe(raw)
  })

  it('may be as many as the limit', async () => {
    const items = Array.from({ length: 500 }, () => ({ mail: mail() }))
    const answers = await all(bundle({ items }))
    const { rows } = await sql().query('select count(*) from leads where id = any($1)', [answers.map(({ id }) => id)])
    expect(Number(rows[0].count)).toBe(500)
  })
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of/)
})
