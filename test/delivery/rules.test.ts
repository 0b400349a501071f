/** The domain rules from the sender to the far end. */
import { afterEach, describe, expect, it } from 'vitest'
import { probeNow } from '../../src/ledger/destinations.ts'
import { act } from '../api/bulk.ts'
import { type Rig, type RigOptions, startRig } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'

let rig: Rig
afterEach(() => rig.close())

const start = (rules: object, more: Partial<RigOptions> = {}) => startRig({ destinations: { crm: {} }, rules, ...more })

const person = { lastName: 'One', company: 'Fabrikam', email: 'one@contoso.com' }

async function until(lead: string, state: string) {
  return eventually(async () => {
    const { body } = await rig.get(`/api/leads/${lead}`)
    expect(body.state).toBe(state)
    return body
  })
}

describe('repeats of a person', () => {
  it('update the record of the earlier lead, and the journey can be read in order', async () => {
    rig = await start({ repeats: 'merge' }, { destinations: { crm: { settings: { merges: true } } } })
    const first = await rig.send(person.email, 'contoso.app', { actionCode: 'StartTestDrive' })
    const created = await rig.until(first, 'crm', 'delivered')
    const second = await rig.send(person.email, 'contoso.app', { actionCode: 'Create' })
    const merged = await rig.until(second, 'crm', 'delivered')
    expect(merged.receipt).toMatchObject({ outcome: 'updated', reference: created.receipt.reference })
    const { body } = await rig.get(`/api/leads/${second}`)
    expect(body.repeatOf).toBe(first)
    expect(body.journey.map(({ id, action }: { id: string; action: string }) => [id, action])).toEqual([
      [first, 'StartTestDrive'],
      [second, 'Create'],
    ])
  })

  it('that overtake the first lead wait for it instead of making a second record', async () => {
    rig = await start({ repeats: 'merge' }, { destinations: { crm: { settings: { merges: true } } } })
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    rig.crm.script.set('/crm', () => held.then(() => undefined))
    const first = await rig.send(person.email)
    await rig.until(first, 'crm', 'sending')
    const second = await rig.send(person.email, 'contoso.app', { description: 'again' })
    expect(await rig.until(second, 'crm', 'waiting')).toMatchObject({ failure: { code: 'EARLIER_UNDER_WAY' } })
    letGo()
    await rig.until(first, 'crm', 'delivered')
    expect(rig.crm.taken('/crm')).toHaveLength(1)
  })

  it('wait for an uncertain lead until a person settles it, and are merged then', async () => {
    const settings = { merges: true, repeat: 'doubles' }
    rig = await start({ repeats: 'merge' }, { destinations: { crm: { settings } } })
    rig.crm.script.set('/crm', () => ({ status: 500 }))
    const first = await rig.until(await rig.send(person.email), 'crm', 'uncertain')
    rig.crm.script.clear()
    const second = await rig.send(person.email, 'contoso.app', { description: 'again' })
    const waits = await rig.until(second, 'crm', 'waiting')
    expect(waits).toMatchObject({ attemptCount: 0, failure: { code: 'EARLIER_UNCERTAIN' } })
    expect(waits.failure.message).toContain(first.id)
    expect(rig.crm.taken('/crm')).toHaveLength(0)
    await rig.ask('POST', `/api/deliveries/${first.id}/replays`)
    const { receipt } = await rig.until(first.leadId, 'crm', 'delivered')
    await rig.ask('POST', `/api/deliveries/${waits.id}/replays`)
    const merged = await rig.until(second, 'crm', 'delivered')
    expect(merged.receipt).toMatchObject({ outcome: 'updated', reference: receipt.reference })
  })

  it('are delivered by themselves if the uncertain delivery is cancelled', async () => {
    const settings = { merges: true, repeat: 'doubles' }
    rig = await start({ repeats: 'merge' }, { destinations: { crm: { settings } } })
    rig.crm.script.set('/crm', () => ({ status: 500 }))
    const first = await rig.until(await rig.send(person.email), 'crm', 'uncertain')
    rig.crm.script.clear()
    const second = await rig.send(person.email, 'contoso.app', { description: 'again' })
    const waits = await rig.until(second, 'crm', 'waiting')
    await rig.ask('POST', `/api/deliveries/${first.id}/cancellations`)
    await rig.ask('POST', `/api/deliveries/${waits.id}/replays`)
    expect((await rig.until(second, 'crm', 'delivered')).receipt).toMatchObject({ outcome: 'created' })
  })

  it('that wait for a person’s decision do not open a held destination', async () => {
    const settings = { merges: true, repeat: 'doubles' }
    const delivery = { hold: { first: '50ms', most: '100ms' } }
    rig = await start({ repeats: 'merge' }, { destinations: { crm: { settings, delivery } } })
    rig.crm.script.set('/crm', () => ({ status: 500 }))
    await rig.until(await rig.send(person.email), 'crm', 'uncertain')
    const waits = await rig.send(person.email, 'contoso.app', { description: 'again' })
    await rig.until(waits, 'crm', 'waiting')
    // The check passes, leads do not.
    rig.crm.script.set('/crm', ({ id }) => (id ? { status: 401 } : undefined))
    await rig.until(await rig.send('two@contoso.com'), 'crm', 'held')
    const attempts = () => rig.crm.posted.filter(({ email }) => email === 'two@contoso.com').length
    await eventually(() => expect(attempts()).toBeGreaterThan(2))
    expect(rig.log.join('')).not.toContain('destination opened')
  })

  it('that wait for the earlier lead do not open a destination that is held for refusals', async () => {
    const settings = { merges: true, checks: false }
    const delivery = { hold: { first: '1h', most: '1h', afterRejections: 3 } }
    rig = await start({ repeats: 'merge' }, { destinations: { crm: { settings, delivery } } })
    rig.crm.script.set('/crm', () => ({ status: 422 }))
    const bad = await Promise.all(['a', 'b', 'c'].map((name) => rig.send(`${name}@contoso.com`)))
    for (const lead of bad) await rig.until(lead, 'crm', 'held')
    const first = await rig.send(person.email)
    await rig.until(first, 'crm', 'held')
    const second = await rig.send(person.email, 'contoso.app', { description: 'again' })
    await rig.until(second, 'crm', 'held')
    await probeNow(rig.ledger.db, 'crm')
    // The newest lead is probed first. It waits for the earlier lead, which is then the probe.
    await eventually(() => expect(rig.crm.posted.map(({ email }) => email)).toContain(person.email))
    expect(rig.log.join('')).not.toContain('destination opened')
    await rig.until(first, 'crm', 'held')
    rig.crm.script.clear()
    await probeNow(rig.ledger.db, 'crm')
    await rig.until(first, 'crm', 'delivered')
  })

  it('are suppressed, where that is the rule, and stay readable', async () => {
    rig = await start({ repeats: 'suppress' })
    await rig.until(await rig.send(person.email), 'crm', 'delivered')
    const again = await until(await rig.send(person.email, 'contoso.app', { description: 'again' }), 'suppressed')
    expect(again.reason).toBe('repeats of a person are suppressed: not to crm')
    expect(rig.crm.taken('/crm')).toHaveLength(1)
  })

  it('are delivered if the earlier lead reached no destination, and a dry run says so', async () => {
    const dach = { name: 'dach', offers: ['contoso.*'], when: { action: 'Create' }, to: ['crm'] }
    rig = await start({ repeats: 'suppress' }, { routes: [dach] })
    await until(await rig.send(person.email), 'unrouted')
    const body = JSON.stringify({ userDetails: { email: person.email }, actionCode: 'Create' })
    const about = { source: 'web', offer: 'contoso.app', body }
    const foreseen = async (what: object = about) => (await rig.ask('POST', '/api/dry-runs', what)).body
    expect(await foreseen()).toMatchObject({ state: 'routed', repeat: false })
    const second = await rig.send(person.email, 'contoso.app', { actionCode: 'Create' })
    await rig.until(second, 'crm', 'delivered')
    expect(await foreseen()).toMatchObject({ state: 'suppressed', repeat: true })
    const third = await rig.send(person.email, 'contoso.app', { actionCode: 'Create', description: 'again' })
    expect((await until(third, 'suppressed')).repeatOf).toBe(second)
    expect(await foreseen({ lead: second })).toMatchObject({ repeat: false })
    expect(await foreseen({ lead: third })).toMatchObject({ repeat: true })
    const { body: all } = await rig.ask('POST', '/api/dry-runs/searches', {})
    expect(all.items.map(({ state }: { state: string }) => state)).toEqual(['unrouted', 'routed', 'suppressed'])
  })

  it('that are routed together with the earlier lead are judged by its outcome', async () => {
    rig = await start({ repeats: 'suppress' }, { routes: [{ name: 'none', offers: ['fabrikam.*'], to: ['crm'] }] })
    const send = (actionCode: string, more = {}) => rig.send(person.email, 'contoso.app', { actionCode, ...more })
    const leads = [await send('INS'), await send('Create'), await send('Create', { description: 'again' })]
    for (const lead of leads) await until(lead, 'unrouted')
    const route = { name: 'some', offers: ['contoso.*'], when: { action: 'Create' }, to: ['crm'] }
    await rig.hub.reload(rig.configure({ destinations: { crm: {} }, rules: { repeats: 'suppress' }, routes: [route] }))
    expect((await act(rig, '/api/reroutings', {})).body.taken).toBe(3)
    await rig.until(leads[1] ?? '', 'crm', 'delivered')
    expect((await until(leads[2] ?? '', 'suppressed')).repeatOf).toBe(leads[1])
    await until(leads[0] ?? '', 'unrouted')
  })

  it('can be routed apart', async () => {
    rig = await start(
      {},
      {
        destinations: { crm: {}, returning: {} },
        routes: [{ name: 'all', when: { repeat: false }, to: ['crm'], otherwise: ['returning'] }],
      },
    )
    await rig.until(await rig.send(person.email), 'crm', 'delivered')
    await rig.until(await rig.send(person.email, 'contoso.app', { description: 'again' }), 'returning', 'delivered')
    expect(rig.crm.taken('/crm')).toHaveLength(1)
  })
})

describe('leads of universities', () => {
  it('reach the far end without personal data', async () => {
    rig = await start({ education: 'withhold' })
    await rig.until(await rig.send('ada@cs.uni.edu'), 'crm', 'delivered')
    await rig.until(await rig.send('ada@contoso.com'), 'crm', 'delivered')
    expect(rig.crm.taken('/crm').map(({ email }) => email ?? '')).toEqual(['', 'ada@contoso.com'])
  })

  it('wait for approval, and are delivered after it', async () => {
    rig = await start({ education: 'approve' })
    const lead = await rig.send('ada@cs.uni.edu')
    expect((await until(lead, 'suppressed')).reason).toBe('it waits for approval: not to crm')
    expect(await rig.ask('POST', `/api/leads/${lead}/approvals`)).toMatchObject({ status: 202 })
    await rig.until(lead, 'crm', 'delivered')
    await rig.ask('POST', `/api/leads/${lead}/approvals`)
    await until(lead, 'routed')
    expect(rig.crm.taken('/crm')).toHaveLength(1)
    const { body } = await rig.get(`/api/audit?subject=${lead}`)
    expect(body.items[0]).toMatchObject({ actor: 'anna', action: 'approve' })
  })

  const apart = [
    { name: 'first', offers: ['contoso.*'], to: ['crm'] },
    { name: 'careful', offers: ['contoso.*'], to: ['careful'], education: 'approve' },
  ]
  const both = { crm: {}, careful: {}, late: {} }
  const reload = (routes: object[], destinations: object = both) =>
    rig.hub.reload(rig.configure({ destinations: destinations as RigOptions['destinations'], routes }))
  const whereTo = async (lead: string) =>
    (await rig.get(`/api/leads/${lead}`)).body.deliveries.map(({ destination }: { destination: string }) => destination)

  it('with deliveries go to the destinations that wait for approval, and to no others', async () => {
    rig = await start({}, { destinations: both, routes: apart })
    const lead = await rig.send('ada@cs.uni.edu')
    await rig.until(lead, 'crm', 'delivered')
    expect((await until(lead, 'routed')).reason).toBe('it waits for approval: not to careful')
    const waiting = async () => (await rig.get('/api/leads?awaitingApproval=true')).body.items
    expect(await waiting()).toMatchObject([{ id: lead, state: 'routed' }])
    await reload([...apart, { name: 'new', to: ['late'] }])
    expect((await rig.ask('POST', `/api/leads/${lead}/approvals`)).body).toMatchObject({
      approved: true,
      before: false,
    })
    await rig.until(lead, 'careful', 'delivered')
    expect(await until(lead, 'routed')).toMatchObject({ reason: null })
    expect(await waiting()).toEqual([])
    expect(await whereTo(lead)).toEqual(['crm', 'careful'])
    expect(rig.crm.taken('/crm')).toHaveLength(1)
  })

  it('go where they waited, also after the rule was removed, and where they would wait today', async () => {
    rig = await start({}, { destinations: both, routes: apart })
    const [one, other] = [await rig.send('ada@cs.uni.edu'), await rig.send('bob@cs.uni.edu')]
    for (const lead of [one, other]) await rig.until(lead, 'crm', 'delivered')
    await reload([{ name: 'easy', to: ['crm', 'careful', 'late'] }])
    await rig.ask('POST', `/api/leads/${one}/approvals`)
    await rig.until(one, 'careful', 'delivered')
    expect(await whereTo(one)).toEqual(['crm', 'careful'])
    await reload([apart[0] ?? {}, { name: 'careful', to: ['late'], education: 'approve' }])
    await rig.ask('POST', `/api/leads/${other}/approvals`)
    await rig.until(other, 'late', 'delivered')
    expect(await until(other, 'routed')).toMatchObject({
      reason: 'approved, but no route of today goes there: not to careful',
    })
  })

  it('with deliveries stay routed if no route of today takes them', async () => {
    rig = await start({}, { destinations: both, routes: apart })
    const lead = await rig.send('ada@cs.uni.edu')
    await rig.until(lead, 'crm', 'delivered')
    await reload([{ name: 'none', offers: ['fabrikam.*'], to: ['crm'] }])
    await rig.ask('POST', `/api/leads/${lead}/approvals`)
    expect((await rig.get(`/api/leads/${lead}`)).body).toMatchObject({
      state: 'routed',
      reason: 'approved, but no route of today goes there: not to careful',
    })
    expect(await whereTo(lead)).toEqual(['crm'])
  })

  it('are approved once: a second time changes nothing and says so', async () => {
    rig = await start({ education: 'approve' })
    const lead = await rig.send('ada@cs.uni.edu')
    await until(lead, 'suppressed')
    const approve = async () => (await rig.ask('POST', `/api/leads/${lead}/approvals`)).body
    expect(await approve()).toEqual({ lead, approved: true, before: false })
    await rig.until(lead, 'crm', 'delivered')
    expect(await approve()).toEqual({ lead, approved: true, before: true })
    expect((await rig.get(`/api/audit?subject=${lead}`)).body.items).toHaveLength(1)
  })

  it('that do not exist cannot be approved', async () => {
    rig = await start({})
    expect((await rig.ask('POST', `/api/leads/${crypto.randomUUID()}/approvals`)).status).toBe(404)
  })
})

it('a route’s own mapping is used for its leads alone', async () => {
  rig = await start(
    {},
    {
      routes: [
        {
          name: 'app',
          offers: ['contoso.app'],
          to: [{ destination: 'crm', mapping: { subject: 'APP {{ offer.name }}' } }],
        },
        { name: 'rest', offers: ['contoso.*'], to: ['crm'] },
      ],
    },
  )
  await rig.until(await rig.send('a@contoso.com'), 'crm', 'delivered')
  await rig.until(await rig.send('b@contoso.com', 'contoso.other'), 'crm', 'delivered')
  expect(rig.crm.taken('/crm').map(({ subject }) => subject)).toEqual(['APP app', 'contoso.other'])
})

it('a mapping in a route’s otherwise is used only for the leads that do not meet its conditions', async () => {
  const otherwise = [{ destination: 'crm', mapping: { subject: 'REST {{ offer.name }}' } }]
  rig = await start({}, { routes: [{ name: 'buys', when: { action: 'INS' }, to: ['crm'], otherwise }] })
  const rest = await rig.send('a@contoso.com', 'contoso.app', { actionCode: 'Create' })
  await rig.until(rest, 'crm', 'delivered')
  await rig.until(await rig.send('b@contoso.com'), 'crm', 'delivered')
  expect(rig.crm.taken('/crm').map(({ subject }) => subject)).toEqual(['REST app', 'contoso.app'])
  const { body } = await rig.ask('POST', '/api/dry-runs', { lead: rest })
  expect(body.destinations).toMatchObject([
    { route: 'buys:otherwise', alsoBy: [], request: { body: { subject: 'REST app' } } },
  ])
})

it('a lead that the rules keep from all destinations is suppressed, and a lead without a route goes to the rest', async () => {
  rig = await start({ countries: [{ in: 'DE', only: [] }] })
  const german = { userDetails: { ...person, country: 'Germany' } }
  const lead = await until(await rig.send('x', 'contoso.app', german), 'suppressed')
  expect(lead.reason).toBe('leads of DE are blocked: not to crm')
})

describe('leads without deliveries', () => {
  it('are taken again after the configuration is fixed, and nothing is delivered twice', async () => {
    rig = await start({}, { routes: [{ name: 'none', offers: ['fabrikam.*'], to: ['crm'] }] })
    const lost = await rig.send('lost@contoso.com')
    const fine = await rig.send('fine@contoso.com', 'fabrikam.app')
    await until(lost, 'unrouted')
    await rig.until(fine, 'crm', 'delivered')
    await rig.hub.reload(rig.configure({ destinations: { crm: {} }, routes: [{ name: 'all', to: ['crm'] }] }))
    expect((await rig.ask('POST', '/api/reroutings', { dryRun: true })).body).toMatchObject({
      leads: [{ state: 'unrouted', count: 1 }],
      taken: 0,
    })
    expect((await act(rig, '/api/reroutings', {})).body).toMatchObject({ taken: 1, stillUnreadable: 0 })
    await rig.until(lost, 'crm', 'delivered')
    expect((await act(rig, '/api/reroutings', {})).body.taken).toBe(0)
    expect(rig.crm.taken('/crm')).toHaveLength(2)
  })

  it('are suppressed again, once, where the rule still holds', async () => {
    rig = await start({ tests: 'skip' })
    const testBody = { userDetails: { ...person, firstName: 'MSFT_TEST_636573304831318844' } }
    const lead = await rig.send('x', 'contoso.app', testBody)
    await until(lead, 'suppressed')
    expect((await act(rig, '/api/reroutings', { state: ['suppressed'] })).body.taken).toBe(1)
    await until(lead, 'suppressed')
  })

  it('do not include leads imported without delivery, unless their state is named', async () => {
    rig = await start({ tests: 'skip' })
    const columns = [
      { name: 'E-mail', path: 'person.email' },
      { name: 'Offer', path: 'offer.id' },
    ]
    const rows = [['kept@contoso.com', 'contoso.app']]
    await rig.ask('POST', '/api/imports/web/batches', { columns, rows, keepOnly: true })
    const testBody = { userDetails: { ...person, firstName: 'MSFT_TEST_636573304831318844' } }
    const skipped = await rig.send('x', 'contoso.app', testBody)
    await until(skipped, 'suppressed')
    const take = async (more: object) =>
      (
        await ('dryRun' in more
          ? rig.ask('POST', '/api/reroutings', { state: ['suppressed'], ...more })
          : act(rig, '/api/reroutings', { state: ['suppressed'], ...more }))
      ).body
    const one = [{ state: 'suppressed', count: 1 }]
    expect(await take({ dryRun: true })).toMatchObject({ leads: one, keptOnly: 1 })
    expect(await take({})).toMatchObject({ leads: one, taken: 1, keptOnly: 1 })
    await until(skipped, 'suppressed')
    expect(await take({ withKeptOnly: true })).toMatchObject({ taken: 2, keptOnly: 0 })
    await eventually(() => expect(rig.crm.taken('/crm').map(({ email }) => email)).toEqual(['kept@contoso.com']))
  })

  it('are read again as their source reads today', async () => {
    const source = (path: string) => ({
      sources: {
        web: { type: 'json', key: '${env:KEY}', fields: { 'person.email': path } },
      },
    })
    const routes = [{ name: 'app', offers: ['contoso.app'], to: ['crm'] }]
    rig = await start({}, { ...source('mail'), routes })
    const reply = await fetch(`${rig.hub.url}/ingest/web?key=a-key-of-the-source&offer=contoso.app`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contact: { address: 'ada@contoso.com' } }),
    })
    expect(reply.status).toBe(422)
    const { lead } = (await reply.json()) as { lead: string }
    expect((await act(rig, '/api/reroutings', { state: ['unreadable'] })).body).toMatchObject({
      taken: 0,
      stillUnreadable: 1,
    })
    await rig.hub.reload(rig.configure({ destinations: { crm: {} }, ...source('contact.address'), routes }))
    expect((await act(rig, '/api/reroutings', { state: ['unreadable'] })).body).toMatchObject({
      taken: 1,
      nowReadable: 1,
    })
    await rig.until(lead, 'crm', 'delivered')
    expect(rig.crm.taken('/crm').map(({ email }) => email)).toEqual(['ada@contoso.com'])
  })
})

it('test leads do not count in the metrics', async () => {
  rig = await start({}, { routes: [{ name: 'none', offers: ['fabrikam.*'], to: ['crm'] }] })
  const testBody = { userDetails: { ...person, firstName: 'MSFT_TEST_636573304831318844' } }
  await until(await rig.send('x', 'contoso.app', testBody), 'unrouted')
  const metrics = await (await fetch(`${rig.hub.url}/metrics`)).text()
  expect(metrics).not.toMatch(/leads\{[^}]*state="unrouted"[^}]*\} [1-9]/)
  await until(await rig.send('real@contoso.com'), 'unrouted')
  await eventually(async () =>
    expect(await (await fetch(`${rig.hub.url}/metrics`)).text()).toMatch(/leads\{[^}]*state="unrouted"[^}]*\} 1/),
  )
})
