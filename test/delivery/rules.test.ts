/** The domain rules from the sender to the far end. */
import { afterEach, describe, expect, it } from 'vitest'
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

  it('that overtake the first one wait for it instead of making a second record', async () => {
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

  it('are suppressed, where that is the rule, and stay readable', async () => {
    rig = await start({ repeats: 'suppress' })
    await rig.until(await rig.send(person.email), 'crm', 'delivered')
    const again = await until(await rig.send(person.email, 'contoso.app', { description: 'again' }), 'suppressed')
    expect(again.reason).toBe('repeats of a person are suppressed: not to crm')
    expect(rig.crm.taken('/crm')).toHaveLength(1)
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

  it('wait for a person, and go when one has approved', async () => {
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

  it('are not there to be approved when nobody knows them', async () => {
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

it('what no rule lets anywhere is suppressed, and what no route takes goes to the rest', async () => {
  rig = await start({ countries: [{ in: 'DE', only: [] }] })
  const german = { userDetails: { ...person, country: 'Germany' } }
  const lead = await until(await rig.send('x', 'contoso.app', german), 'suppressed')
  expect(lead.reason).toBe('leads of DE are blocked: not to crm')
})

describe('leads that went nowhere', () => {
  it('are taken again after the configuration is mended, and nothing is delivered twice', async () => {
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
    expect((await rig.ask('POST', '/api/reroutings', {})).body).toMatchObject({ taken: 1, stillUnreadable: 0 })
    await rig.until(lost, 'crm', 'delivered')
    expect((await rig.ask('POST', '/api/reroutings', {})).body.taken).toBe(0)
    expect(rig.crm.taken('/crm')).toHaveLength(2)
  })

  it('are suppressed again, once, where the rule still holds', async () => {
    rig = await start({ tests: 'skip' })
    const trial = { userDetails: { ...person, firstName: 'MSFT_TEST_636573304831318844' } }
    const lead = await rig.send('x', 'contoso.app', trial)
    await until(lead, 'suppressed')
    expect((await rig.ask('POST', '/api/reroutings', { state: ['suppressed'] })).body.taken).toBe(1)
    await until(lead, 'suppressed')
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
    expect((await rig.ask('POST', '/api/reroutings', { state: ['unreadable'] })).body).toMatchObject({
      taken: 0,
      stillUnreadable: 1,
    })
    await rig.hub.reload(rig.configure({ destinations: { crm: {} }, ...source('contact.address'), routes }))
    expect((await rig.ask('POST', '/api/reroutings', { state: ['unreadable'] })).body).toMatchObject({
      taken: 1,
      nowReadable: 1,
    })
    await rig.until(lead, 'crm', 'delivered')
    expect(rig.crm.taken('/crm').map(({ email }) => email)).toEqual(['ada@contoso.com'])
  })
})

it('test leads are no figures', async () => {
  rig = await start({}, { routes: [{ name: 'none', offers: ['fabrikam.*'], to: ['crm'] }] })
  const trial = { userDetails: { ...person, firstName: 'MSFT_TEST_636573304831318844' } }
  await until(await rig.send('x', 'contoso.app', trial), 'unrouted')
  const metrics = await (await fetch(`${rig.hub.url}/metrics`)).text()
  expect(metrics).not.toMatch(/leads\{[^}]*state="unrouted"[^}]*\} [1-9]/)
  await until(await rig.send('real@contoso.com'), 'unrouted')
  await eventually(async () =>
    expect(await (await fetch(`${rig.hub.url}/metrics`)).text()).toMatch(/leads\{[^}]*state="unrouted"[^}]*\} 1/),
  )
})
