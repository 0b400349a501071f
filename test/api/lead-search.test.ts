import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Answer, type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
const leads: Record<string, string> = {}
const people = {
  muller: { firstName: 'Jürgen', lastName: 'Müller', email: 'jm@fabrikam.de', phone: '0171 1234567', country: 'DE' },
  ivanov: { firstName: 'Пётр', lastName: 'Иванов', email: 'p.ivanov@fabrikam.com', company: 'ООО Лира' },
  yamada: { lastName: '山田太郎', email: 'yamada@fabrikam.co.jp' },
  obrien: { firstName: 'Ann', lastName: "O'Brien", email: 'ann@contoso.com', phone: '(425) 555-0123', country: 'US' },
}

beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {}, table: {} }, routes: [{ name: 'all', to: ['sales'] }] })
  for (const [name, userDetails] of Object.entries(people)) {
    leads[name] = await rig.send('', 'contoso.app', { userDetails: { company: 'Fabrikam', ...userDetails } })
  }
  for (const lead of Object.values(leads)) await rig.until(lead, 'sales', 'delivered')
  await eventually(async () => expect(await found('fabrikam')).toHaveLength(4))
})
afterAll(() => rig.close())

const search = (body: object, token = tokens.operator): Promise<Answer> =>
  rig.ask('POST', '/api/leads/searches', body, { authorization: `Bearer ${token}` })

async function found(text: string, more: object = {}): Promise<string[]> {
  const { status, body } = await search({ text, ...more })
  expect(status).toBe(200)
  return body.items.map(({ id }: { id: string }) => Object.keys(leads).find((name) => leads[name] === id) ?? id)
}

describe('a search by text', () => {
  it.each([
    ['mül', 'muller', ['name']],
    ['JURGEN muller', 'muller', ['name']],
    ['ива', 'ivanov', ['name']],
    ['лира петр', 'ivanov', ['name', 'company']],
    ['山田', 'yamada', ['name']],
    ['@fabrikam.co.jp', 'yamada', ['email']],
    ["o'brien", 'obrien', ['name']],
    ['brien', 'obrien', ['name']],
    ['ann@contoso.com', 'obrien', ['email']],
    ['4255550123', 'obrien', ['phone']],
    ['+1 425 555', 'obrien', ['phone']],
    ['0171 1234567', 'muller', ['phone']],
    ['+49 171 1234567', 'muller', ['phone']],
  ])('for %s finds %s and names what matched', async (text, name, matched) => {
    expect(await found(text)).toEqual([name])
    const { body } = await search({ text })
    expect(body.items[0].matched).toEqual(matched)
    expect(body.items[0].deliveries).toHaveLength(1)
  })

  it('finds a lead by the beginning of its receipt, and by its own id or that of its delivery', async () => {
    const [delivery] = (await rig.get(`/api/deliveries?lead=${leads['yamada']}`)).body.items
    const { reference } = delivery.receipt
    for (const [text, matched] of [
      [reference.slice(0, -2), 'receipt'],
      [leads['yamada'], 'id'],
      [delivery.id.toUpperCase(), 'id'],
    ]) {
      const { body } = await search({ text })
      expect(body.items.map(({ id, matched }: Answer['body']) => [id, matched])).toEqual([[leads['yamada'], [matched]]])
    }
  })

  it('is combined with filters, counted and paged', async () => {
    expect(await found('fabrikam', { source: 'web', state: ['routed'] })).toHaveLength(4)
    expect(await found('fabrikam', { state: ['unrouted'] })).toEqual([])
    const first = (await search({ text: 'fabrikam', limit: 3, count: true })).body
    expect([first.items.length, first.count]).toEqual([3, 4])
    const { items, next } = (await search({ text: 'fabrikam', limit: 3, after: first.next })).body
    expect([items.length, next]).toEqual([1, null])
    expect(items[0].id).toBe(leads['muller'])
  })

  it('is for operators only', async () => {
    const { status, body } = await search({ text: 'müller' }, tokens.viewer)
    expect(status).toBe(403)
    expect(body.detail).toContain('A search by text')
    expect((await search({}, tokens.viewer)).status).toBe(200)
  })

  it('is not taken from a URL, and leaves no trace of its text', async () => {
    expect((await rig.get('/api/leads?text=mueller')).status).toBe(400)
    await search({ text: 'Zyxwvut' })
    expect(rig.log.join('')).not.toMatch(/zyxwvut/i)
  })

  it('needs a letter or a digit', async () => {
    const { status, body } = await search({ text: '–.–' })
    expect([status, body.detail]).toEqual([400, 'text: must hold a letter or a digit'])
  })

  it('takes any characters', async () => {
    for (const text of ["'", '\\', "a' | b", '50%_\\', ':* & !', '(((', '\u{1f600}x', "x'':*"]) {
      expect([text, [200, 400].includes((await search({ text })).status)]).toEqual([text, true])
    }
  })
})

describe('a person', () => {
  const twice = 'twice@contoso.com'
  let [first, second, test]: string[] = []
  beforeAll(async () => {
    first = await rig.send(twice, 'contoso.app')
    second = await rig.send(twice.toUpperCase(), 'contoso.other')
    test = await rig.send(twice, 'contoso.app', { userDetails: { email: twice, lastName: 'MSFT_TEST_1' } })
    for (const lead of [first, second, test]) await rig.until(lead ?? '', 'sales', 'delivered')
  })

  it('has leads for all offers, without test leads', async () => {
    const { body } = await search({ samePersonAs: first, count: true })
    expect(body.items.map(({ id }: Answer['body']) => id)).toEqual([second, first])
    expect(body.count).toBe(2)
    expect((await search({ samePersonAs: test })).body.items).toHaveLength(1)
    expect((await search({ samePersonAs: first, offer: 'contoso.other' })).body.items).toHaveLength(1)
  })

  it('is shown with every destination that holds it, and the receipts', async () => {
    const { body } = await rig.get(`/api/leads/${second}/person`)
    expect(body.leads.map(({ id }: Answer['body']) => id)).toEqual([second, first])
    expect(body.destinations).toHaveLength(1)
    const [sales] = body.destinations
    expect(sales).toMatchObject({ destination: 'sales', surely: true })
    expect(sales.records.map(({ lead, outcome }: Answer['body']) => [lead, outcome])).toEqual([
      [first, 'created'],
      [second, 'created'],
    ])
    expect(sales.records[0].reference).toMatch(/^r-/)
  })

  it('of an unknown lead is not found', async () => {
    const nobody = '01a1f972-c5e9-750e-b42b-f16d26a79e75'
    expect((await rig.get(`/api/leads/${nobody}/person`)).status).toBe(404)
    expect((await search({ samePersonAs: nobody })).status).toBe(404)
  })

  it('without an address is this lead alone', async () => {
    const [one, other] = [await rig.send('', 'contoso.app'), await rig.send('', 'contoso.other')]
    expect((await rig.get(`/api/leads/${one}/person`)).body.leads.map(({ id }: Answer['body']) => id)).toEqual([one])
    expect(other).not.toBe(one)
  })
})

describe('the people of deliveries', () => {
  it('are named to operators, and by first letters to viewers', async () => {
    const path = `/api/deliveries?lead=${leads['obrien']}`
    const [shown] = (await rig.get(path)).body.items
    expect([shown.name, shown.company]).toEqual(["Ann O'Brien", 'Fabrikam'])
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    const [hidden] = (await rig.ask('GET', path, undefined, viewer)).body.items
    expect([hidden.name, hidden.company]).toEqual(['A… O…', 'F…'])
    const one = await rig.ask('GET', `/api/deliveries/${shown.id}`, undefined, viewer)
    expect([one.body.name, one.body.company]).toEqual(['A… O…', 'F…'])
    const lead = await rig.ask('GET', `/api/leads/${leads['obrien']}`, undefined, viewer)
    expect(lead.body.deliveries[0]).toMatchObject({ name: 'A… O…', company: 'F…' })
  })
})

it('an erased person is found no more', async () => {
  await rig.ask('POST', '/api/erasures', { email: people.muller.email, farEnds: false })
  await eventually(async () => expect(await found('müller')).toEqual([]))
  const { rows } = await sql`select from search where lead = ${leads['muller']}`.execute(rig.ledger.db)
  expect(rows).toEqual([])
  expect(await found(leads['muller'] ?? '')).toEqual(['muller'])
})
