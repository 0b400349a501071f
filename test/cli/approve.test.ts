import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { type Ran, run } from './run.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { crm: {} }, rules: { education: 'approve' } })
})
afterAll(() => rig.close())

const leadyard = (args: string, more: Parameters<typeof run>[2] = {}): Promise<Ran> =>
  run(args.split(' '), { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator }, more)

async function waiting(email: string): Promise<string> {
  const lead = await rig.send(email)
  await eventually(async () => expect((await rig.get(`/api/leads/${lead}`)).body.state).toBe('suppressed'))
  return lead
}

it('approves leads, and tells which leads were approved before', async () => {
  const [one, other] = [await waiting('ann@uni.edu'), await waiting('bob@uni.edu')]
  const listed = await leadyard('leads --awaiting-approval --json')
  expect(listed.json().items.map(({ id }: { id: string }) => id)).toEqual([other, one])
  expect(await leadyard(`approve ${one}`)).toMatchObject({
    code: 0,
    out: '1 lead approved: it goes where it waits for approval, or by today’s routes.\n',
  })
  await rig.until(one, 'crm', 'delivered')
  expect(await leadyard(`approve ${one}`)).toMatchObject({ code: 0, out: '1 lead was approved already.\n' })
  const { code, json } = await leadyard(`approve ${one} ${other} --json`)
  expect([code, json()]).toEqual([
    0,
    [
      { lead: one, approved: true, before: true },
      { lead: other, approved: true, before: false },
    ],
  ])
})

it('continues after an unknown lead, and ends with 1', async () => {
  const [nobody, lead] = [uuid(), await waiting('eve@uni.edu')]
  const { code, out, err } = await leadyard(`approve ${nobody} ${lead}`)
  expect([code, err]).toEqual([1, `${nobody}: No lead has this id, or it holds none any more.\n`])
  expect(out).toContain('1 lead approved')
  await rig.until(lead, 'crm', 'delivered')
})

it('a reroute leaves out leads that were imported with --keep-only, and tells it', async () => {
  const columns = [{ name: 'E-mail', path: 'person.email' }]
  await rig.ask('POST', '/api/imports/web/batches', {
    columns,
    rows: [['kept@contoso.com']],
    keepOnly: true,
    offer: 'contoso.app',
  })
  const left = '1 lead imported with --keep-only is left out; --with-kept-only takes it too.'
  const only = await leadyard('reroute --state suppressed --yes')
  expect([only.code, only.out]).toEqual([1, `No such leads.\n${left}\n`])
  await waiting('zoe@uni.edu')
  const questions: string[] = []
  const ask = async (question: string) => {
    questions.push(question)
    return 'n'
  }
  expect((await leadyard('reroute --state suppressed', { ask })).code).toBe(1)
  expect(questions).toEqual([`1 lead is suppressed.\n${left}\nOffer them to today’s routes? [y/N] `])
  const { out } = await leadyard('reroute --state suppressed --with-kept-only --yes')
  expect(out).toContain('2 leads offered again.')
  await eventually(() => expect(rig.crm.taken('/crm').map(({ email }) => email)).toContain('kept@contoso.com'))
})

it('refuses a lead that never waited, and tells its state', async () => {
  const lead = await rig.send('someone@contoso.com')
  await rig.until(lead, 'crm', 'delivered')
  const told = `${lead}: This lead is routed and does not wait for approval; nothing was changed.\n`
  expect(await leadyard(`approve ${lead}`)).toMatchObject({ code: 1, err: told })
  expect((await rig.get(`/api/leads/${lead}`)).body.state).toBe('routed')
})
