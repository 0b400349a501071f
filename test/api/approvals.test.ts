import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import { type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  const routes = ['a', 'b'].map((name) => ({ name, offers: ['contoso.*'], to: [name] }))
  rig = await startRig({ destinations: { a: {}, b: {} }, routes, rules: { education: 'approve' } })
})
afterAll(() => rig.close())

let used = 0
let offer: string
beforeEach(() => void (offer = `contoso.app${used++}`))

async function waiting(...emails: string[]): Promise<string[]> {
  const leads = await Promise.all(emails.map((email) => rig.send(email, offer)))
  for (const lead of leads) await eventually(async () => expect(await stateOf(lead)).toBe('suppressed'))
  return leads
}
const stateOf = async (lead = '') => (await rig.get(`/api/leads/${lead}`)).body.state

it('tells by destination how many leads wait, and lets them go', async () => {
  const leads = await waiting('ann@uni.edu', 'bob@uni.edu', 'eve@uni.edu')
  await rig.ask('POST', `/api/leads/${leads[0]}/approvals`)
  const { body } = await rig.ask('POST', '/api/approvals', { offer, awaitingApproval: true, dryRun: true })
  expect(body).toMatchObject({
    ...{ total: 2, approved: 0 },
    taken: [
      { destination: 'a', count: 2 },
      { destination: 'b', count: 2 },
    ],
  })
  expect((await rig.ask('POST', '/api/approvals', { offer })).status).toBe(400)
  expect((await act(rig, '/api/approvals', { offer })).body).toMatchObject({ total: 2, approved: 2 })
  for (const lead of leads) for (const name of ['a', 'b']) await rig.until(lead, name, 'delivered')
  const { body: acts } = await rig.get(`/api/audit?subject=${leads[1]}`)
  expect(acts.items).toEqual([expect.objectContaining({ actor: 'anna', action: 'approve' })])
})

it('the first page tells that leads wait for approval, and not that everything arrives', async () => {
  const [lead] = await waiting('ann@uni.edu')
  const { arrives, first, leads } = (await rig.get('/api/overview')).body
  const [item] = first.filter(({ kind }: { kind: string }) => kind === 'awaiting-approval')
  const { items } = (await rig.get(item.link)).body
  expect([arrives, item.count, leads.undecided]).toEqual([false, items.length, items.length])
  expect(items.map(({ id }: { id: string }) => id)).toContain(lead)
})

it('leaves alone what came after the preview, and is refused when the leads shown are others', async () => {
  const [first] = await waiting('ann@uni.edu', 'bob@uni.edu')
  const { body: shown } = await rig.ask('POST', '/api/approvals', { offer, dryRun: true })
  const [later] = await waiting('eve@uni.edu')
  const figures = { expected: shown.total, asOf: shown.asOf }
  await rig.ask('POST', `/api/leads/${first}/approvals`)
  const refused = await rig.ask('POST', '/api/approvals', { offer, ...figures })
  expect([refused.status, refused.body.figures.total]).toEqual([409, 2])
  expect((await rig.ask('POST', '/api/approvals', { offer, ...figures, expected: 1 })).body.approved).toBe(1)
  expect(await stateOf(later)).toBe('suppressed')
})

it('a reroute leaves alone what came after its preview, too', async () => {
  const unrouted = async (email: string) => {
    const lead = await rig.send(email, 'other.app')
    await eventually(async () => expect(await stateOf(lead)).toBe('unrouted'))
    return lead
  }
  const first = await unrouted('ann@contoso.com')
  const { body: shown } = await rig.ask('POST', '/api/reroutings', { dryRun: true })
  expect(shown).toMatchObject({ total: 1, leads: [{ state: 'unrouted', count: 1 }], changed: 0 })
  await unrouted('bob@contoso.com')
  expect((await rig.ask('POST', '/api/reroutings', {})).status).toBe(400)
  const { body } = await rig.ask('POST', '/api/reroutings', { expected: 1, asOf: shown.asOf })
  expect(body).toMatchObject({ taken: 1, changed: 1 })
  await eventually(async () => expect(await stateOf(first)).toBe('unrouted'))
  const refused = await rig.ask('POST', '/api/reroutings', { expected: 1, asOf: shown.asOf })
  expect(refused).toMatchObject({ status: 409, body: { figures: { total: 2 } } })
})
