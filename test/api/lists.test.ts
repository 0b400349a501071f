import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Rig, sourceKey, startRig } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
const leads: Record<'ann' | 'bob' | 'eve', string> = { ann: '', bob: '', eve: '' }

beforeAll(async () => {
  rig = await startRig({
    destinations: { sales: {}, table: {} },
    routes: [
      { name: 'all', offers: ['contoso.*'], to: ['sales'] },
      { name: 'vm', offers: ['contoso.vm'], to: ['table'] },
    ],
  })
  rig.crm.script.set('/sales', ({ email }) => (email.startsWith('bob') ? { status: 422, code: 'BAD_NAME' } : undefined))
  leads.ann = await rig.send('Ann@Contoso.com', 'contoso.app', { leadSource: 'AzureMarketplace' })
  leads.bob = await rig.send('bob@contoso.com', 'contoso.vm')
  leads.eve = await rig.send('eve@fabrikam.com', 'fabrikam.other')
  await rig.until(leads.ann, 'sales', 'delivered')
  await rig.until(leads.bob, 'sales', 'rejected')
  await rig.until(leads.bob, 'table', 'delivered')
})
afterAll(() => rig.close())

const idsOf = ({ body }: Answer): string[] => body.items.map(({ id }: { id: string }) => id)
const leadsOf = ({ body }: Answer): string[] => body.items.map(({ leadId }: { leadId: string }) => leadId)

describe('leads', () => {
  it('are listed newest first, with their destinations', async () => {
    const answer = await rig.get('/api/leads')
    expect(idsOf(answer)).toEqual([leads.eve, leads.bob, leads.ann])
    const [eve, bob] = answer.body.items
    expect(eve).toMatchObject({ state: 'unrouted', reason: 'no route matches', deliveries: [] })
    expect(bob.deliveries.map((one: Answer['body']) => [one.destination, one.state])).toEqual([
      ['sales', 'rejected'],
      ['table', 'delivered'],
    ])
    expect(bob).toMatchObject({ name: 'One', email: 'bob@contoso.com', company: 'Fabrikam', action: 'INS' })
  })

  it.each([
    ['state=unrouted', ['eve']],
    ['state=unrouted,routed', ['eve', 'bob', 'ann']],
    ['state=unrouted&state=routed', ['eve', 'bob', 'ann']],
    ['state=unreadable', []],
    ['source=web', ['eve', 'bob', 'ann']],
    ['source=other', []],
    ['offer=contoso.vm', ['bob']],
    ['email=ANN@contoso.com', ['ann']],
    ['to=2020-01-01T00:00:00Z', []],
    ['from=2020-01-01T00:00:00Z', ['eve', 'bob', 'ann']],
  ] as const)('can be narrowed by %s', async (query, expected) => {
    expect(idsOf(await rig.get(`/api/leads?${query}`))).toEqual(expected.map((name) => leads[name]))
  })

  it('are filtered by arrival to the millisecond, without the end', async () => {
    const { body } = await rig.get(`/api/leads/${leads.bob}`)
    const at = body.receivedAt as string
    const next = new Date(Date.parse(at) + 1).toISOString()
    expect(idsOf(await rig.get(`/api/leads?from=${at}&to=${next}`))).toContain(leads.bob)
    expect(idsOf(await rig.get(`/api/leads?to=${at}`))).not.toContain(leads.bob)
    expect(idsOf(await rig.get(`/api/leads?from=${next}`))).not.toContain(leads.bob)
  })

  it('are found by an address in the body of the request', async () => {
    expect(idsOf(await rig.ask('POST', '/api/leads/searches', { email: 'ann@contoso.com', count: true }))).toEqual([
      leads.ann,
    ])
  })

  it('are shown with their deliveries, and with the received body on request', async () => {
    const { body } = await rig.get(`/api/leads/${leads.ann}`)
    expect(body.lead.person.email).toBe('Ann@contoso.com')
    expect(body.deliveries[0]).toMatchObject({ destination: 'sales', route: 'all', state: 'delivered' })
    expect(body.deliveries[0].receipt).toMatchObject({ outcome: 'created', reference: `r-${body.deliveries[0].id}` })
    expect(body).not.toHaveProperty('raw')
    const whole = await rig.get(`/api/leads/${leads.ann}?raw=true`)
    expect(whole.body.raw.encoding).toBe('utf8')
    expect(JSON.parse(whole.body.raw.body).userDetails.email).toBe('Ann@Contoso.com')
  })

  it('show a binary body in base64', async () => {
    const reply = await fetch(`${rig.hub.url}/ingest/web?key=${sourceKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from([0xff, 0xfe, 0x00]),
    })
    const { lead } = (await reply.json()) as { lead: string }
    const { body } = await rig.get(`/api/leads/${lead}?raw=true`)
    expect(body).toMatchObject({ state: 'unreadable', lead: null, raw: { encoding: 'base64', body: '//4A' } })
    expect(body.reason).toContain('charset')
  })
})

describe('deliveries', () => {
  it.each([
    ['state=rejected', ['bob']],
    ['state=delivered&destination=table', ['bob']],
    ['destination=sales', ['bob', 'ann']],
    ['destination=sales,table', ['bob', 'bob', 'ann']],
    ['class=rejected', ['bob']],
    ['class=transient', []],
    ['code=BAD_NAME', ['bob']],
    ['offer=contoso.app', ['ann']],
    ['offer=contoso.vm&state=rejected', ['bob']],
    ['email=bob@CONTOSO.com&destination=table', ['bob']],
    ['from=2020-01-01T00:00:00%2B02:00&state=rejected', ['bob']],
    ['to=2020-01-01T00:00:00Z', []],
  ] as const)('can be narrowed by %s', async (query, expected) => {
    const answer = await rig.get(`/api/deliveries?${query}&count=true`)
    expect(leadsOf(answer).sort()).toEqual(expected.map((name) => leads[name]).sort())
    expect(answer.body.count).toBe(expected.length)
  })

  it('can be filtered by problem and by lead', async () => {
    const [one] = await seed(rig.ledger.db, [
      { destination: 'table', state: 'held', class: 'configuration', problem: 'crm-token-ended' },
    ])
    expect(idsOf(await rig.get('/api/deliveries?problem=crm-token-ended'))).toEqual([one?.delivery])
    expect(idsOf(await rig.get('/api/deliveries?problem=another'))).toEqual([])
    expect(idsOf(await rig.get(`/api/deliveries?lead=${one?.lead}`))).toEqual([one?.delivery])
  })

  it('are found by the reference of their receipt', async () => {
    const { body } = await rig.get(`/api/leads/${leads.ann}`)
    const [{ id, receipt }] = body.deliveries
    expect(idsOf(await rig.get(`/api/deliveries?reference=${receipt.reference}`))).toEqual([id])
  })

  it('are found by an address in the body of the request', async () => {
    const answer = await rig.ask('POST', '/api/deliveries/searches', { email: 'bob@contoso.com', state: ['rejected'] })
    expect(leadsOf(answer)).toEqual([leads.bob])
  })

  it('are shown with all attempts and messages, without personal data', async () => {
    const { body: list } = await rig.get('/api/deliveries?state=rejected')
    const { body } = await rig.get(`/api/deliveries/${list.items[0].id}`)
    expect(body).toMatchObject({ attemptCount: 1, receipt: null, destinationState: 'open', problem: null })
    expect(body.failure).toMatchObject({ class: 'rejected', code: 'BAD_NAME', status: 422 })
    expect(body.attempts).toEqual([
      expect.objectContaining({ number: 1, class: 'rejected', code: 'BAD_NAME', status: 422, excerpt: 'BAD_NAME' }),
    ])
    expect(JSON.stringify(body)).not.toMatch(/bob|contoso\.com/i)
  })

  it('are counted by problem, largest count first', async () => {
    await seed(
      rig.ledger.db,
      [1, 2, 3].map(() => ({ destination: 'table', state: 'exhausted', class: 'transient', code: 'X' })),
    )
    const { body } = await rig.get('/api/backlog')
    const [first] = body.items
    expect(first).toMatchObject({ destination: 'table', state: 'exhausted', class: 'transient', code: 'X', count: 3 })
    expect(body.items).toContainEqual(
      expect.objectContaining({ destination: 'sales', state: 'rejected', code: 'BAD_NAME', count: 1 }),
    )
    expect(body.items.some(({ state }: { state: string }) => state === 'delivered')).toBe(false)
    const narrowed = await rig.get('/api/backlog?state=rejected&offer=contoso.vm')
    expect(narrowed.body).toMatchObject({ total: 1 })
  })
})

describe('pages', () => {
  it('follow each other newest first, each row once, while new rows arrive', async () => {
    const at = new Date('2024-05-01T00:00:00Z')
    const seeded = await seed(
      rig.ledger.db,
      Array.from({ length: 25 }, (_, n) => ({
        destination: 'sales',
        state: 'cancelled',
        code: 'PAGED',
        at: new Date(at.getTime() + n),
      })),
    )
    const seen: string[] = []
    let next = ''
    for (let pages = 1; ; pages++) {
      const { body } = await rig.get(`/api/deliveries?code=PAGED&limit=10${next && `&after=${next}`}`)
      seen.push(...body.items.map(({ id }: { id: string }) => id))
      if (pages === 1) await seed(rig.ledger.db, [{ destination: 'sales', state: 'cancelled', code: 'PAGED' }])
      if (body.next === null) {
        expect(pages).toBe(3)
        break
      }
      expect(body.items).toHaveLength(10)
      next = body.next
    }
    expect(seen).toEqual(seeded.map(({ delivery }) => delivery).toReversed())
  })

  it('end with null, also when the last page is full', async () => {
    const from = '2023-01-01T00:00:00Z'
    const at = new Date(from)
    await seed(rig.ledger.db, Array(4).fill({ destination: 'sales', state: 'cancelled', at }))
    const first = await rig.get(`/api/leads?to=2023-02-01T00:00:00Z&limit=2`)
    expect(first.body.next).toBe(first.body.items[1].id)
    const second = await rig.get(`/api/leads?to=2023-02-01T00:00:00Z&limit=2&after=${first.body.next}`)
    expect(second.body.items).toHaveLength(2)
    expect(second.body.next).toBeNull()
  })

  it('count only on request', async () => {
    expect((await rig.get('/api/leads')).body).not.toHaveProperty('count')
    expect((await rig.get('/api/leads?count=true&limit=1')).body.count).toBeGreaterThan(1)
  })
})

describe('an invalid request', () => {
  it.each([
    ['/api/deliveries?stat=held', 'stat', 'did you mean state?'],
    ['/api/deliveries?state=stuck', 'state.0', undefined],
    ['/api/deliveries?limit=501', 'limit', undefined],
    ['/api/deliveries?limit=many', 'limit', undefined],
    ['/api/deliveries?after=3', 'after', undefined],
    ['/api/deliveries?from=yesterday', 'from', undefined],
    ['/api/leads?count=perhaps', 'count', undefined],
    ['/api/destinations?x=1', 'x', 'this takes no parameters'],
  ])('%s is refused, and told which part', async (path, place, hint) => {
    const { status, body } = await rig.get(path)
    expect(status).toBe(400)
    expect(body.problems).toEqual([expect.objectContaining({ path: place, ...(hint ? { hint } : {}) })])
    expect(body.detail).toContain(place)
  })

  it('names all its problems at once', async () => {
    const { body } = await rig.get('/api/deliveries?limit=0&state=x&foo=1')
    expect(body.problems.map(({ path }: { path: string }) => path).toSorted()).toEqual(['foo', 'limit', 'state.0'])
  })

  it.each([
    ['GET', '/api/leads/01a1f978-ad02-74e6-ab28-6540aa1c877c', 404],
    ['GET', '/api/leads/first', 404],
    ['GET', '/api/deliveries/01a1f978-ad02-74e6-ab28-6540aa1c877c', 404],
    ['GET', '/api/destinations/nowhere', 404],
    ['GET', '/api/nothing', 404],
    ['PATCH', '/api/leads', 405],
    ['DELETE', '/api/leads', 405],
  ])('%s %s answers %i as a problem', async (method, path, status) => {
    expect((await rig.ask(method, path)).status).toBe(status)
  })

  it('with a wrong method is told the right methods', async () => {
    const { headers } = await rig.ask('PATCH', '/api/destinations/sales/hold')
    expect(headers.get('allow')).toBe('PUT, DELETE')
  })

  it('with a body that is not JSON, not an object or too long is refused', async () => {
    const search = (body: unknown) => rig.ask('POST', '/api/leads/searches', body)
    expect(await search('{"email":')).toMatchObject({ status: 400, body: { detail: 'The body is not JSON.' } })
    expect((await search('[]')).status).toBe(400)
    expect((await search({ email: 'x'.repeat(70_000) })).status).toBe(413)
    const form = await rig.ask('POST', '/api/leads/searches', 'email=x', {
      authorization: 'Bearer a-token-that-may-act',
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(form.status).toBe(415)
  })

  it('is not cached', async () => {
    expect((await rig.get('/api/leads')).headers.get('cache-control')).toBe('no-store')
  })
})

it('writes no personal data into the log', () => {
  expect(rig.log.join('\n')).not.toMatch(/ann@|bob@|contoso\.com|fabrikam\.com/i)
})
