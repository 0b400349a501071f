/** Texts of leads and far ends reach a terminal without control characters. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { type Ran, run } from './run.ts'

const evil = '\u001b[2J\u001b]0;title\u0007\u009b2J\u202e\u0000\u2028'
const forged = '\r\nState  delivered\r\n0197a000-0000-7000-8000-00000000000d  sales  delivered'

let rig: Rig
let lead: string
let delivery: string

beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {} }, routes: [{ name: 'all', to: ['sales'] }] })
  rig.crm.script.set('/sales', () => ({ status: 422, code: `BAD${evil}${forged}` }))
  lead = await rig.send('eve@contoso.com', 'contoso.app', {
    userDetails: {
      firstName: `Eve${evil}`,
      lastName: `One${forged}`,
      email: 'eve@contoso.com',
      company: evil + forged,
    },
    description: `please${forged}`,
    offerTitle: `Offer${evil}${forged}`,
  })
  await rig.until(lead, 'sales', 'rejected')
  const { json } = await leadyard(`show ${lead} --json`)
  delivery = json().deliveries[0].id
})
afterAll(() => rig.close())

const leadyard = (args: string, width?: number): Promise<Ran> =>
  run(args.split(' '), { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator }, { width })

const all = [
  'leads',
  'failed',
  'show LEAD',
  'show LEAD --raw',
  'show DELIVERY',
  'replay DELIVERY --wait 1',
  'route LEAD',
]
const asked = (command: string) => command.replace('LEAD', lead).replace('DELIVERY', delivery)

it.each([...all, ...all.map((one) => `${one} --json`)])(
  'leadyard %s prints nothing that a terminal obeys',
  async (command) => {
    for (const width of [undefined, 80]) {
      const { out, err } = await leadyard(asked(command), width)
      expect(out + err).not.toMatch(/(?!\n)\p{Cc}/u)
      expect(out + err).not.toMatch(/[\u2028-\u202e\u2066-\u2069]/)
      expect(out + err).not.toMatch(/^(State {2}delivered|0197a000)/m)
    }
  },
)

it('JSON keeps its meaning', async () => {
  const { out } = await leadyard(`show ${lead} --raw --json`)
  expect(JSON.parse(JSON.parse(out).raw.body).userDetails.company).toBe(evil + forged)
})
