import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { type Ran, run } from './run.ts'

let rig: Rig
let email: string
let named = 0
beforeAll(async () => {
  rig = await startRig({ destinations: { sales: { settings: { erases: true } }, paper: {} } })
})
beforeEach(() => {
  email = `ann.${named++}@contoso.com`
  rig.crm.script.clear()
})
afterAll(() => rig.close())

const leadyard = (args: string, said?: string): Promise<Ran> =>
  run(
    args.split(' ').filter(Boolean),
    { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator },
    said === undefined ? {} : { ask: async () => said },
  )

async function sent(): Promise<{ id: string; references: string[] }> {
  const id = await rig.send(email)
  const all = await Promise.all(['sales', 'paper'].map((one) => rig.until(id, one, 'delivered')))
  return { id, references: all.map((one) => one.receipt.reference) }
}

const stateOf = async (id: string) => (await rig.get(`/api/leads/${id}`)).body.state

it('a dry run shows the person’s data and changes nothing', async () => {
  const { id, references } = await sent()
  const { code, out } = await leadyard(`erase --email ${email} --dry-run`)
  expect(code).toBe(0)
  expect(out).toContain(id)
  expect(out).toMatch(new RegExp(`sales +${references[0]} +created .* by the hub`))
  expect(out).toMatch(new RegExp(`paper +${references[1]} +created .* by hand`))
  expect(await stateOf(id)).toBe('routed')
})

it('asks first, and erases in the hub and at the far ends', async () => {
  const { id, references } = await sent()
  expect(await leadyard(`erase --email ${email}`)).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
  expect(await leadyard(`erase --email ${email}`, 'n')).toMatchObject({ code: 1 })
  expect(await stateOf(id)).toBe('routed')
  const { code, out } = await leadyard(`erase --email ${email}`, 'y')
  expect(await stateOf(id)).toBe('erased')
  expect(rig.crm.erased).toContain(references[0])
  // Records that are left to a person are not done, but they did not fail.
  expect(code).toBe(3)
  expect(out).toContain('1 lead erased here.')
  expect(out).toMatch(new RegExp(`sales +${references[0]} +erased`))
  expect(out).toMatch(new RegExp(`paper +${references[1]} +by hand .*delete the record there by hand`))
  expect(out).toContain('Delete the 1 record marked by hand yourself, because the hub cannot.')
  expect(out).not.toContain('--again')
})

it('--again ends in the same way when all records are left to a person', async () => {
  const { references } = await sent()
  const { json } = await leadyard(`erase --email ${email} --yes --json`)
  const again = await leadyard(`erase --again ${json().id}`)
  expect([again.code, again.out]).toEqual([3, expect.stringContaining(references[1] ?? '')])
})

it('leaves the records at the far ends on request', async () => {
  const { id, references } = await sent()
  expect(await leadyard(`erase --email ${email} --yes --keep-far-ends`)).toMatchObject({ code: 0 })
  expect(await stateOf(id)).toBe('erased')
  expect(rig.crm.erased).not.toContain(references[0])
})

it('--again asks a failed far end again', async () => {
  const { references } = await sent()
  rig.crm.script.set('DELETE /sales', () => ({ status: 401, code: 'TOKEN_ENDED' }))
  const first = await leadyard(`erase --email ${email} --yes`)
  expect(first.code).toBe(1)
  expect(first.out).toMatch(/failed +The CRM answered 401 \[TOKEN_ENDED\]/)
  expect(first.out).toContain('Make a new one and enter it.')
  expect(first.out).toContain('marked by hand')
  const [, again = ''] = /When the problem is fixed, run: leadyard erase --again (\S+)/.exec(first.out) ?? []
  rig.crm.script.clear()
  const second = await leadyard(`erase --again ${again}`)
  expect(second.out).toMatch(new RegExp(`sales +${references[0]} +erased`))
})

it('leaves an unreachable far end to the hub', async () => {
  await sent()
  rig.crm.script.set('DELETE /sales', () => ({ status: 503, code: 'BUSY' }))
  const { code, out } = await leadyard(`erase --email ${email} --yes`)
  expect(code).toBe(1)
  expect(out).toMatch(/pending +The CRM answered 503 \[BUSY\]/)
  expect(out).toContain('asks again by itself')
})

it('ends with 1 for an unknown address, with 2 for wrong options', async () => {
  expect(await leadyard(`erase --email ${email} --yes`)).toMatchObject({
    code: 1,
    out: expect.stringContaining('no lead of this address'),
  })
  expect(await leadyard('erase')).toMatchObject({ code: 2 })
  expect(await leadyard(`erase --email ${email} --again x`)).toMatchObject({ code: 2 })
  expect(await leadyard('erase --again x --dry-run')).toMatchObject({ code: 2 })
})

it('leaves no address in the log of the hub', () => {
  expect(rig.log.join('\n')).not.toMatch(/ann\.|contoso\.com/i)
})
