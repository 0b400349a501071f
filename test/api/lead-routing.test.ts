import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Answer, type Rig, type RigOptions, startRig, tokens } from './rig.ts'

const first: RigOptions = {
  destinations: { eu: {}, us: {}, partner: {}, nobody: {}, rest: {} },
  routes: [
    {
      name: 'dach',
      offers: ['contoso.*'],
      when: { country: ['DE', 'AT'], company: 'Fabrikam' },
      to: ['eu'],
      otherwise: ['us'],
    },
    { name: 'consulting', offers: ['consulting-*'], to: ['partner'] },
    { name: 'old', until: '2020-01-01', to: ['partner'] },
  ],
  rules: { countries: [{ in: 'FR', only: ['eu'], redirect: 'rest' }] },
}
const second: RigOptions = { ...first, routes: [{ name: 'all', to: ['nobody'] }], rules: {} }

let rig: Rig
const leads: Record<string, string> = {}

beforeAll(async () => {
  rig = await startRig(first)
  const send = (country: string, offer = 'contoso.app') =>
    rig.send(`${country}@contoso.com`, offer, {
      userDetails: { email: `${country}@contoso.com`, lastName: 'One', company: 'Fabrikam', country },
    })
  leads['de'] = await send('DE')
  leads['gb'] = await send('GB')
  leads['fr'] = await send('FR')
  leads['none'] = await send('DE', 'other.app')
  await rig.until(leads['de'], 'eu', 'delivered')
  await rig.until(leads['gb'], 'us', 'delivered')
  await rig.until(leads['fr'], 'rest', 'delivered')
  await rig.hub.reload(rig.configure(second))
})
afterAll(() => rig.close())

const why = async (lead: string | undefined, token = tokens.operator): Promise<Answer['body']> =>
  (await rig.ask('GET', `/api/leads/${lead}/routing`, undefined, { authorization: `Bearer ${token}` })).body

const told = ({ destinations }: Answer['body']) =>
  Object.fromEntries(destinations.map((one: Answer['body']) => [one.destination, [one.sent, one.route, one.why]]))

describe('the routing of a lead', () => {
  it('is told by the configuration that routed it: the route, and the condition that was met or not', async () => {
    const body = await why(leads['de'])
    expect(body.whenRouted.configVersion).toBe(rig.configure(first).version)
    expect(body.whenRouted).toMatchObject({ state: 'routed', unknown: null })
    expect(told(body.whenRouted)).toEqual({
      eu: [true, 'dach', 'route dach: offer is contoso.*; country is one of DE, AT; company is Fabrikam'],
      us: [false, null, 'route dach: only leads that do not meet its conditions go here'],
      partner: [
        false,
        null,
        'route consulting: offer is not consulting-*; route old: in force until 2020-01-02T00:00:00.000Z',
      ],
      nobody: [false, null, 'no route names it'],
      rest: [false, null, 'no route names it'],
    })
    expect(body.deliveries).toMatchObject([{ destination: 'eu', route: 'dach', state: 'delivered' }])
  })

  it('is told by today’s configuration, too', async () => {
    const { today } = await why(leads['de'])
    expect(today.configVersion).toBe(rig.configure(second).version)
    expect(told(today)).toMatchObject({
      nobody: [true, 'all', 'route all: every offer'],
      eu: [false, null, 'no route names it'],
    })
  })

  it('names the conditions that sent the lead to the other destinations of a route', async () => {
    expect(told((await why(leads['gb'])).whenRouted)).toMatchObject({
      eu: [false, null, 'route dach: only leads that meet its conditions go here'],
      us: [true, 'dach', 'route dach, otherwise: country is none of DE, AT'],
    })
  })

  it('names the rule that kept the lead away, and the one that sent it elsewhere', async () => {
    expect(told((await why(leads['fr'])).whenRouted)).toMatchObject({
      us: [false, null, 'route dach: leads of FR go to eu, rest only'],
      rest: [true, 'dach', 'route dach, by a rule for the country that sends the lead here instead'],
    })
  })

  it('of a lead that went nowhere says so for every destination', async () => {
    const { whenRouted } = await why(leads['none'])
    expect(whenRouted.state).toBe('unrouted')
    expect(told(whenRouted)['eu']).toEqual([false, null, 'route dach: offer is not contoso.*'])
  })

  it('shows viewers no value of the person', async () => {
    const { whenRouted } = await why(leads['de'], tokens.viewer)
    expect(told(whenRouted)['eu'][2]).toBe('route dach: offer is contoso.*; country is one of DE, AT; company is …')
    expect(whenRouted.destinations[0].routes[0].conditions.at(-1)).toEqual({
      ...{ property: 'company', met: null, text: 'company is …' },
    })
    expect(JSON.stringify(whenRouted)).not.toContain('Fabrikam')
  })

  it.each([
    ['{"routes": [{"name": "a", "to": ["eu"], "colour": "red"}], "destinations": {"eu": {}}}', 'another version'],
    ['{"routes": [{"name": "a", "to": ["eu"], "when": {"mood": "x"}}], "destinations": {"eu": {}}}', 'another version'],
    ['{"routes": [{"name": "a", "to": ["eu"], "when": {"company": "${env:C}"}}]}', 'name variables or files'],
    ['a: [', 'no YAML'],
  ])('says what is wrong with a text that cannot be read: %s', async (text, said) => {
    await sql`insert into config_versions (version, text) values ('feedfeedfeed', ${text})
      on conflict (version) do update set text = excluded.text`.execute(rig.ledger.db)
    const version = (lead: string | undefined, to: string) =>
      sql`update leads set config_version = ${to} where id = ${lead}`.execute(rig.ledger.db)
    await version(leads['gb'], 'feedfeedfeed')
    const { whenRouted, today } = await why(leads['gb'])
    expect(whenRouted).toMatchObject({ configVersion: 'feedfeedfeed', state: null, destinations: [] })
    expect(whenRouted.unknown).toContain(said)
    expect(today.state).toBe('routed')
    await version(leads['gb'], 'gone')
    expect((await why(leads['gb'])).whenRouted.unknown).toBe('The text of this configuration is not kept.')
  })

  it('of an erased lead cannot be told, and its deliveries are', async () => {
    await rig.ask('POST', '/api/erasures', { email: 'FR@contoso.com', farEnds: false })
    const said = 'The lead is erased: it holds nothing that routes could read.'
    const body = await eventually(async () => {
      const now = await why(leads['fr'])
      expect([now.whenRouted.unknown, now.today.unknown]).toEqual([said, said])
      return now
    })
    expect(body.deliveries).toHaveLength(1)
  })

  it('of an unknown lead is not found', async () => {
    expect((await rig.get('/api/leads/01a1f972-c5e9-750e-b42b-f16d26a79e75/routing')).status).toBe(404)
  })
})
