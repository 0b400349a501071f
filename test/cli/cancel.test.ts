import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { seed } from '../api/seed.ts'
import { type Ran, run } from './run.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { crm: {} } })
  await rig.ask('PUT', '/api/destinations/crm/hold', { reason: 'x' })
})
afterAll(() => rig.close())

const questions: string[] = []
const leadyard = (args: string, said?: string): Promise<Ran> => {
  const ask = async (question: string) => {
    questions.push(question)
    return said ?? ''
  }
  const env = { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator }
  return run(args.split(' ').filter(Boolean), env, said === undefined ? {} : { ask })
}

async function seeded(...states: string[]): Promise<string[]> {
  const made = await seed(
    rig.ledger.db,
    states.map((state) => ({ destination: 'crm', state, code: 'CANCEL' })),
  )
  return made.map(({ delivery }) => delivery)
}

const state = async (id = '') => (await rig.get(`/api/deliveries/${id}`)).body.state

it('cancels the named deliveries after a question', async () => {
  const [one, other] = await seeded('uncertain', 'held')
  expect(await leadyard(`cancel ${one} ${other}`, 'n')).toMatchObject({ code: 1, out: '' })
  expect(questions.at(-1)).toBe('Cancel 2 deliveries? They are not sent again by themselves. [y/N] ')
  expect(await state(one)).toBe('uncertain')
  expect(await leadyard(`cancel ${one} ${other}`, 'y')).toMatchObject({ code: 0, out: '2 deliveries cancelled.\n' })
  expect([await state(one), await state(other)]).toEqual(['cancelled', 'cancelled'])
  const again = await leadyard(`cancel ${one} --yes`)
  expect([again.code, again.out]).toEqual([0, 'Nothing cancelled. 1 delivery was cancelled already.\n'])
})

it('continues after a delivery that cannot be cancelled, tells why, and ends with 1', async () => {
  const [arrived, held] = await seeded('delivered', 'held')
  const nobody = uuid()
  const { code, out, err } = await leadyard(`cancel ${arrived} ${nobody} ${held} --yes`)
  expect([code, out]).toEqual([1, '1 delivery cancelled.\n'])
  expect(err).toContain(`${arrived}: It was delivered`)
  expect(err).toContain(`${nobody}: No delivery has this id.`)
  expect(await state(held)).toBe('cancelled')
})

it('cancels the matching deliveries: tells the number and the deliveries left out, and asks', async () => {
  const [held, , uncertain] = await seeded('held', 'rejected', 'uncertain')
  const dry = await leadyard('cancel --code CANCEL --dry-run')
  expect(dry.code).toBe(0)
  expect(dry.out).toMatch(/2 deliveries to cancel:/)
  expect(dry.out).toMatch(/^1 +crm +uncertain +it may have arrived/m)
  expect(await leadyard('cancel --code CANCEL')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
  expect(await leadyard('cancel --code CANCEL', '')).toMatchObject({ code: 1, out: '' })
  expect(await state(held)).toBe('held')
  const done = await leadyard('cancel --code CANCEL --yes --json')
  expect([done.code, done.json()]).toEqual([0, expect.objectContaining({ total: 2, cancelled: 2 })])
  expect([await state(held), await state(uncertain)]).toEqual(['cancelled', 'uncertain'])
  expect(await leadyard('cancel --code CANCEL --yes')).toMatchObject({ code: 1 })
  const named = await leadyard('cancel --code CANCEL --state uncertain --yes')
  expect([named.code, named.out]).toEqual([0, '1 delivery cancelled.\n'])
})

it('needs deliveries or a filter', async () => {
  expect(await leadyard('cancel --yes')).toMatchObject({ code: 2, err: expect.stringContaining('--destination') })
  expect(await leadyard(`cancel ${uuid()} --state held`)).toMatchObject({ code: 2 })
  expect(await leadyard('cancel nope')).toMatchObject({ code: 2, err: expect.stringContaining('"nope" is no id') })
})
