import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, type RigOptions, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { type Ran, run } from './run.ts'

const options: RigOptions = {
  destinations: { sales: {}, partner: {} },
  routes: [
    { name: 'all', offers: ['contoso.*'], to: ['sales'] },
    { name: 'consulting', offers: ['consulting-*'], to: ['partner'] },
  ],
}

let rig: Rig
let lead: string
beforeAll(async () => {
  rig = await startRig(options)
  lead = await rig.send('', 'contoso.app', {
    userDetails: { firstName: 'Jürgen', lastName: 'Müller', email: 'jm@contoso.com', company: 'Blue Yonder' },
  })
  await rig.until(lead, 'sales', 'delivered')
})
afterAll(() => rig.close())

const leadyard = (...args: string[]): Promise<Ran> =>
  run(args, { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator })

describe('search', () => {
  it('finds leads by words, and tells what matched', async () => {
    const { code, out } = await eventually(async () => {
      const ran = await leadyard('search', 'mull', 'blue')
      expect(ran.code).toBe(0)
      return ran
    })
    expect(code).toBe(0)
    const [head, , row] = out.split('\n')
    expect(head).toMatch(/^RECEIVED +LEAD +OFFER +PERSON +MATCHED +STATE +DELIVERIES$/)
    expect(row).toContain(lead)
    expect(row).toMatch(/Jürgen Müller <jm@contoso.com> \(Blue Yonder\) +name, company +routed +sales: delivered/)
  })

  it('takes filters, prints JSON, and ends with 1 when it finds nothing', async () => {
    expect((await leadyard('search', 'müller', '--state', 'routed', '--json')).json().items[0].matched).toEqual([
      'name',
    ])
    expect(await leadyard('search', 'müller', '--state', 'unrouted')).toMatchObject({ code: 1, out: 'No leads.\n' })
    expect(await leadyard('search', 'nobody')).toMatchObject({ code: 1, out: 'No leads.\n' })
  })

  it('is refused to a viewer', async () => {
    const { code, err } = await run(['search', 'x'], { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.viewer })
    expect([code, err]).toEqual([77, expect.stringContaining('A search by text would tell who is here')])
  })
})

describe('why', () => {
  it('tells for each destination the route and the condition', async () => {
    const { code, out } = await leadyard('why', lead)
    expect(code).toBe(0)
    expect(out).toMatch(/^By the configuration that routed it \([0-9a-f]{12}\): the lead is routed\.$/m)
    expect(out).toMatch(/^sales +delivered +route all: offer is contoso\.\*$/m)
    expect(out).toMatch(/^partner +not sent +route consulting: offer is not consulting-\*$/m)
    expect(out).toContain('The same configuration is in force today.')
  })

  it('tells what today’s configuration would do differently', async () => {
    await rig.hub.reload(rig.configure({ ...options, routes: [{ name: 'new', to: ['partner'] }] }))
    const { out } = await leadyard('why', lead)
    expect(out).toMatch(/^By today’s configuration \([0-9a-f]{12}\): the lead is routed\.$/m)
    expect(out).toContain('  - sales: no route names it\n  + partner: route new: every offer')
    expect((await leadyard('why', lead, '--json')).json().today.destinations).toHaveLength(2)
  })

  it('needs the id of a lead', async () => {
    expect(await leadyard('why', 'müller')).toMatchObject({ code: 2 })
    expect(await leadyard('why', '01a1f972-c5e9-750e-b42b-f16d26a79e75')).toMatchObject({ code: 1 })
  })
})
