import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { type Ran, run } from './run.ts'

let rig: Rig
let lead: string
beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {} }, routes: [{ name: 'all', to: ['sales'] }] })
  lead = await rig.send('', 'contoso.app', {
    userDetails: { firstName: 'Jürgen', lastName: 'Müller', email: 'jm@contoso.com', company: 'Blue Yonder' },
  })
  await rig.until(lead, 'sales', 'delivered')
})
afterAll(() => rig.close())

const leadyard = (args: string[], token = tokens.operator): Promise<Ran> =>
  run(args, { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: token })

describe('overview', () => {
  it('tells that nothing needs a person, and then what does', async () => {
    await eventually(async () => {
      const { code, out } = await leadyard(['overview'])
      expect(out).toMatch(/^Nothing needs a person\.\n1 lead received since .*: 1 arrived\. 1 delivery arrived\.$/m)
      expect(code).toBe(0)
    })
    expect(await leadyard(['hold', 'sales', '--reason', 'the CRM is being moved'])).toMatchObject({ code: 0 })
    const { code, out } = await leadyard(['overview'])
    expect(out).toMatch(/^1 thing needs a person, the most pressing first:\n- held, sales, .*since .*Z, by \w+/)
    expect(code).toBe(1)
  })
})

describe('reveal', () => {
  it('shows a lead in full with its body as it came, and stands in the audit', async () => {
    const { code, out } = await leadyard(['reveal', lead])
    expect(code).toBe(0)
    expect(out).toContain('"lastName": "Müller"')
    expect(out).toMatch(/application\/json.*, utf8:\n\n\{.*Blue Yonder/)
    const { body } = await rig.get('/api/audit?action=reveal')
    expect(body.items[0]).toMatchObject({ action: 'reveal', subject: lead })
  })

  it('is refused to a viewer, and without an id', async () => {
    expect(await leadyard(['reveal', lead], tokens.viewer)).toMatchObject({ code: 77 })
    expect(await leadyard(['reveal', 'nobody'])).toMatchObject({ code: 2 })
  })
})
