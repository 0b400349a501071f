import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { takeProbe } from '../../src/ledger/moves.ts'
import { eventually } from '../setup/eventually.ts'
import { type Rig, type RigOptions, startRig, tokens } from './rig.ts'

/** Every test uses its own destination, which gets the leads of the offer with its name. */
const names = Array.from({ length: 24 }, (_, n) => `d${n}`)
const special: RigOptions['destinations'] = {
  shown: { settings: { login: { user: 'anna', password: 'written-in-the-file' } } },
  byvalue: { settings: { login: { user: 'anna-${env:KEY}' } } },
  unchecked: { settings: { checks: false } },
}
const options = (without?: string, changed: RigOptions['destinations'] = {}): RigOptions => {
  const plain = Object.fromEntries(names.map((name) => [name, { delivery: { concurrency: 1 } }]))
  const destinations: RigOptions['destinations'] = { ...special, ...plain, ...changed }
  if (without) delete destinations[without]
  const routes = Object.keys(destinations).map((name) => ({ name, offers: [`contoso.${name}`], to: [name] }))
  return { destinations, routes }
}

let rig: Rig
let a: string
let used = 0
beforeAll(async () => {
  rig = await startRig(options())
})
beforeEach(() => {
  a = names[used++] ?? ''
})
afterAll(() => rig.close())

const send = (email: string) => rig.send(email, `contoso.${a}`)
const refuse = (code = 'TOKEN_ENDED') => rig.crm.script.set(`/${a}`, () => ({ status: 401, code }))
const mend = () => rig.crm.script.delete(`/${a}`)
const until = (lead: string, state: string) => rig.until(lead, a, state)
const taken = () => rig.crm.taken(`/${a}`).map(({ email }) => email)
const show = async () => (await rig.get(`/api/destinations/${a}`)).body
const act = (method: string, what: string, body?: object) => rig.ask(method, `/api/destinations/${a}/${what}`, body)
const acts = async () =>
  (await rig.get(`/api/audit?subject=${a}`)).body.items.map(({ actor, action }: Record<string, string>) => [
    actor,
    action,
  ])

describe('the description of a destination', () => {
  it('names the problem with cause, remedy and link, and counts the waiting leads', async () => {
    refuse()
    const lead = await send('one@contoso.com')
    await until(lead, 'held')
    const { body } = await rig.get('/api/destinations')
    const shown = body.items.find(({ id }: { id: string }) => id === a)
    expect(shown).toMatchObject({
      connector: 'crm',
      state: 'held',
      heldBy: null,
      counts: { held: 1 },
      trouble: { code: 'TOKEN_ENDED', status: 401, message: 'The CRM answered 401' },
    })
    expect(shown.trouble.problem).toMatchObject({
      id: 'crm-token-ended',
      cause: 'The token was made for a year.',
      remedy: ['Open Settings, Tokens.', 'Make a new one and enter it.'],
      link: 'https://example.com/tokens',
    })
    expect(Date.parse(shown.probeAt)).toBeGreaterThan(Date.now())
    expect(body.items.find(({ id }: { id: string }) => id === 'shown')).toMatchObject({ state: 'open', trouble: null })
    expect(body.items).toHaveLength(names.length + 3)
  })

  it('hides secrets, also nested ones, but for their references, and shows the other settings and expiries', async () => {
    a = 'shown'
    const body = await show()
    expect(body.settings).toMatchObject({
      token: '${env:CRM}',
      login: { user: 'anna', password: '[hidden]' },
      repeat: 'harmless',
    })
    expect(body).toMatchObject({
      label: 'Test CRM',
      checkable: true,
      expiries: [{ setting: 'token', at: '2030-01-01T00:00:00.000Z' }],
    })
    expect(JSON.stringify(body)).not.toMatch(/a-secret-crm-token|written-in-the-file/)
  })

  it('hides a secret by value in settings that are not marked as secret', async () => {
    a = 'byvalue'
    expect((await show()).settings.login.user).toBe('anna-${env:KEY}')
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    const { body } = await rig.ask('GET', `/api/destinations/${a}`, undefined, viewer)
    expect(body.settings.login.user).toBe('anna-[hidden]')
  })

  it('stays while leads wait for a destination that left the configuration', async () => {
    refuse()
    await until(await send('one@contoso.com'), 'held')
    await rig.hub.reload(rig.configure(options(a)))
    const { body } = await rig.get('/api/destinations')
    expect(body.items.find(({ id }: { id: string }) => id === a)).toMatchObject({
      configured: false,
      counts: { held: 1 },
    })
    expect((await act('POST', 'checks')).status).toBe(409)
    await rig.hub.reload(rig.configure(options()))
  })
})

describe('a hold by an operator', () => {
  it('makes leads wait, which are delivered in order after the release', async () => {
    const { status, body } = await act('PUT', 'hold', { reason: 'The admin is on leave' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'held', heldBy: 'anna', trouble: { message: 'The admin is on leave' } })
    expect(body.probeAt).toBeNull()
    const leads = []
    for (let n = 0; n < 6; n++) leads.push(await send(`held${n}@contoso.com`))
    for (const lead of leads) await until(lead, 'held')
    expect(taken()).toEqual([])

    const released = await act('DELETE', 'hold')
    expect(released.body).toMatchObject({ state: 'open', heldBy: null, trouble: null })
    for (const lead of leads) await until(lead, 'delivered')
    expect(taken()).toEqual(leads.map((_, n) => `held${n}@contoso.com`))
    expect(await acts()).toEqual([
      ['anna', 'release'],
      ['anna', 'hold'],
    ])
  })

  it('needs a reason', async () => {
    expect((await act('PUT', 'hold', {})).body.problems[0].path).toBe('reason')
    expect((await show()).state).toBe('open')
  })

  it('holds leads that are queued already', async () => {
    await act('PUT', 'pause')
    const lead = await send('one@contoso.com')
    await until(lead, 'queued')
    await act('PUT', 'hold', { reason: 'x' })
    await until(lead, 'held')
  })

  it('is not ended by a passing check or new settings', async () => {
    await act('PUT', 'hold', { reason: 'x' })
    const lead = await send('one@contoso.com')
    await until(lead, 'held')
    const { body } = await act('POST', 'checks')
    expect(body).toMatchObject({ ok: true, detail: expect.stringContaining('An operator holds it') })
    // The hub held another destination: when that is open, probes have run.
    const other = 'shown'
    rig.crm.script.set(`/${other}`, () => ({ status: 401, code: 'X' }))
    await rig.until(await rig.send('two@contoso.com', `contoso.${other}`), other, 'held')
    rig.crm.script.delete(`/${other}`)
    const changed = { settings: { repeat: 'doubles' } }
    await rig.hub.reload(rig.configure(options(undefined, { [a]: changed, [other]: changed })))
    await eventually(async () => expect((await rig.get(`/api/destinations/${other}`)).body.state).toBe('open'))
    expect(await show()).toMatchObject({
      state: 'held',
      heldBy: 'anna',
      probeAt: null,
      settings: { repeat: 'doubles' },
    })
    expect(taken()).toEqual([])
  })

  it('is not ended by a probe that was under way', async () => {
    refuse()
    const lead = await send('one@contoso.com')
    await until(lead, 'held')
    const probe = Promise.withResolvers<undefined>()
    rig.crm.script.set(`/${a}`, ({ id }) => (id === '' ? undefined : probe.promise))
    await act('POST', 'checks')
    await until(lead, 'sending')
    await act('PUT', 'hold', { reason: 'x' })
    probe.resolve(undefined)
    await until(lead, 'delivered')
    const next = await send('two@contoso.com')
    await until(next, 'held')
    expect(await show()).toMatchObject({ state: 'held', heldBy: 'anna' })
  })

  it('excludes the destination from probes', async () => {
    refuse()
    await until(await send('one@contoso.com'), 'held')
    await act('PUT', 'hold', { reason: 'x' })
    expect(await takeProbe(rig.ledger.db, a)).toBeUndefined()
  })

  it('keeps the problem for which the hub held the destination', async () => {
    refuse()
    await until(await send('one@contoso.com'), 'held')
    const { body } = await act('PUT', 'hold', { reason: 'Until Monday' })
    expect(body.trouble).toMatchObject({
      code: 'TOKEN_ENDED',
      message: 'Until Monday',
      problem: { id: 'crm-token-ended' },
    })
    expect(body.probeAt).toBeNull()
  })
})

describe('a release', () => {
  it('opens a destination that the hub held, without waiting for the probe', async () => {
    refuse()
    const lead = await send('one@contoso.com')
    await until(lead, 'held')
    mend()
    await act('DELETE', 'hold')
    await until(lead, 'delivered')
  })

  it('changes nothing on a destination that is not held, and is not audited', async () => {
    expect((await act('DELETE', 'hold')).body.state).toBe('open')
    expect(await acts()).toEqual([])
  })

  it('does not resume a paused destination', async () => {
    await act('PUT', 'pause')
    const { status, body } = await act('DELETE', 'hold')
    expect(status).toBe(409)
    expect(body.detail).toContain('resume')
    expect((await show()).state).toBe('paused')
  })
})

describe('a pause', () => {
  it('keeps leads queued until the destination is resumed', async () => {
    await act('PUT', 'pause')
    await act('PUT', 'pause')
    const lead = await send('one@contoso.com')
    await until(lead, 'queued')
    expect((await act('DELETE', 'pause')).body.state).toBe('open')
    await until(lead, 'delivered')
    expect(await acts()).toEqual([
      ['anna', 'resume'],
      ['anna', 'pause'],
    ])
  })

  it('lasts even if a lead under way meets a configuration error', async () => {
    const asked = Promise.withResolvers<{ status: number; code: string }>()
    rig.crm.script.set(`/${a}`, () => asked.promise)
    const lead = await send('one@contoso.com')
    await until(lead, 'sending')
    await act('PUT', 'pause')
    asked.resolve({ status: 401, code: 'TOKEN_ENDED' })
    await until(lead, 'held')
    mend()
    expect(await show()).toMatchObject({ state: 'paused', probeAt: null })
    await act('DELETE', 'pause')
    await until(lead, 'delivered')
  })

  it('is not undone by a release, nor a hold by a resume', async () => {
    await act('PUT', 'hold', { reason: 'x' })
    const { status, body } = await act('DELETE', 'pause')
    expect(status).toBe(409)
    expect(body.detail).toContain('release')
    expect((await show()).state).toBe('held')
  })
})

describe('a check', () => {
  it('tells the problem and its remedy when the far end refuses', async () => {
    refuse()
    const { status, body } = await act('POST', 'checks')
    expect(status).toBe(200)
    expect(body).toMatchObject({ ok: false, trouble: { code: 'TOKEN_ENDED', problem: { id: 'crm-token-ended' } } })
    expect((await show()).state).toBe('open')
    expect(await acts()).toEqual([['anna', 'check']])
  })

  it('that passes probes a held destination with one lead and releases it', async () => {
    refuse()
    const leads = [await send('one@contoso.com'), await send('two@contoso.com')]
    for (const lead of leads) await until(lead, 'held')
    mend()
    const { body } = await act('POST', 'checks')
    expect(body).toMatchObject({ ok: true, trouble: null, detail: expect.stringContaining('One waiting lead') })
    for (const lead of leads) await until(lead, 'delivered')
    expect((await show()).state).toBe('open')
  })

  it('shows the present problem of a held destination', async () => {
    refuse('OLD_TROUBLE')
    await until(await send('one@contoso.com'), 'held')
    expect((await show()).trouble).toMatchObject({ code: 'OLD_TROUBLE', problem: null })
    await act('POST', 'checks')
    const body = await show()
    expect(body.trouble).toMatchObject({ code: 'TOKEN_ENDED', problem: { id: 'crm-token-ended' } })
    expect(body.probeAt).not.toBeNull()
  })

  it('does not claim facts that it cannot know', async () => {
    a = 'unchecked'
    const { body } = await act('POST', 'checks')
    expect(body).toMatchObject({ ok: null, detail: expect.stringContaining('cannot be checked') })
  })
})

it('refuses actions on a destination that does not exist', async () => {
  a = 'nowhere'
  for (const [method, what] of [
    ['PUT', 'pause'],
    ['DELETE', 'pause'],
    ['DELETE', 'hold'],
    ['POST', 'checks'],
  ] as const) {
    expect((await act(method, what)).status).toBe(404)
  }
  expect((await act('PUT', 'hold', { reason: 'x' })).status).toBe(404)
  expect(await acts()).toEqual([])
})
