import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { type Ran, run } from './run.ts'

let rig: Rig
beforeAll(async () => {
  const settings = { repeat: 'doubles', finds: true }
  rig = await startRig({ destinations: { crm: { settings }, other: {}, third: {} }, rules: { education: 'approve' } })
})
afterAll(() => rig.close())

const questions: string[] = []
const leadyard = (args: string | string[], said?: string): Promise<Ran> => {
  const ask = async (question: string) => {
    questions.push(question)
    return said ?? ''
  }
  const env = { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator }
  return run(typeof args === 'string' ? args.split(' ') : args, env, said === undefined ? {} : { ask })
}

const state = async (id = '') => (await rig.get(`/api/deliveries/${id}`)).body.state

async function uncertain(count: number, code: string): Promise<string[]> {
  const one = { destination: 'crm', state: 'uncertain', class: 'uncertain', code }
  const made = await seed(rig.ledger.db, Array<typeof one>(count).fill(one))
  const ids = made.map(({ delivery }) => delivery)
  await sql`
    update deliveries set may_be_there = true, generation = 1, status = 500 where id = any(${ids}::uuid[])`.execute(
    rig.ledger.db,
  )
  return ids
}

it('settle records what a person saw, and show tells it', async () => {
  const [one = '', other = ''] = await uncertain(2, 'SEEN')
  const arrived = await leadyard(['settle', one, '--arrived', '--reference', '77', '--reason', 'seen there'])
  expect(arrived).toMatchObject({ code: 0, out: 'It was uncertain and is delivered now.\n' })
  expect((await leadyard(`show ${one}`)).out).toMatch(/Settled +by the word of anna: seen there/)
  const absent = await leadyard(`settle ${other} --absent --reason x`)
  expect(absent.out).toBe('It was uncertain and is exhausted now. leadyard replay sends it.\n')
  expect((await leadyard(`settle ${one} --absent --reason x`)).code).toBe(1)
})

it('settle needs one outcome, and a reason', async () => {
  const [id = ''] = await uncertain(1, 'ODD')
  for (const flags of [
    '--reason x',
    '--arrived --absent --reason x',
    '--absent --link http://a --reason x',
    '--arrived',
  ]) {
    expect([flags, (await leadyard(`settle ${id} ${flags}`)).code]).toEqual([flags, 2])
  }
  expect(await state(id)).toBe('uncertain')
})

it('look-up tells for each delivery what the CRM answers', async () => {
  const [one = '', other = ''] = await uncertain(2, 'LOOK')
  rig.crm.keep('/crm', one)
  const { code, out } = await leadyard(`look-up ${one} ${other}`)
  expect([code, out]).toEqual([
    0,
    `${one}: found, already-there r-${one}\n${other}: not there, and exhausted now; leadyard replay sends it\n`,
  ])
})

it('look-up of many tells the number, asks, and tells what it found', async () => {
  const ids = await uncertain(3, 'MANY')
  rig.crm.keep('/crm', ids[0] ?? '')
  expect((await leadyard('look-up --code MANY --dry-run')).out).toContain('3 deliveries to look up:')
  expect((await leadyard('look-up --code MANY')).code).toBe(2)
  expect((await leadyard('look-up --code MANY', 'n')).code).toBe(1)
  expect(questions.at(-1)).toBe('Ask the CRM about 3 deliveries? [y/N] ')
  expect(await state(ids[0])).toBe('uncertain')
  const { code, out, err } = await leadyard('look-up --code MANY --yes')
  expect([code, out.split('\n').slice(0, 2)]).toEqual([
    0,
    ['3 of 3 deliveries looked up.', '1 found and delivered, 2 not there and exhausted, 0 as uncertain as before.'],
  ])
  const [, id = ''] = /look-up --stop (\S+)/.exec(err) ?? []
  expect((await leadyard(`look-up --stop ${id}`)).code).toBe(1)
  expect((await leadyard('look-up --code MANY --yes')).code).toBe(1)
  expect((await leadyard('look-up')).code).toBe(2)
})

it('undo takes a replay back; show lists the replays', async () => {
  await rig.ask('PUT', '/api/destinations/other/pause')
  const [made] = await seed(rig.ledger.db, [{ destination: 'other', state: 'rejected', code: 'UNDO' }])
  const begun = await leadyard('replay --code UNDO --yes')
  const [, id = ''] = /leadyard undo (\S+)/.exec(begun.err) ?? []
  expect(await state(made?.delivery)).toBe('queued')
  const { code, out } = await leadyard(`undo ${id}`)
  expect([code, out]).toEqual([0, '1 delivery taken back: it has its state from before the replay.\n'])
  expect(await state(made?.delivery)).toBe('rejected')
  expect(await leadyard(`undo ${id}`)).toMatchObject({ code: 1, out: 'Nothing taken back.\n' })
  expect((await leadyard(`show ${made?.delivery}`)).out).toMatch(
    /by anna, it was rejected, by the replay .*, taken back/,
  )
})

it('release of several destinations tells the leads, and asks', async () => {
  for (const id of ['other', 'third']) await rig.ask('PUT', `/api/destinations/${id}/hold`, { reason: 'x' })
  await seed(rig.ledger.db, [{ destination: 'third', state: 'held' }])
  expect((await leadyard('release third --dry-run')).out).toContain('1 delivery to let go by opening third:')
  expect((await leadyard('release other third', 'n')).code).toBe(1)
  expect(questions.at(-1)).toBe('Open 2 destinations? [y/N] ')
  expect(await leadyard('release other third --yes')).toMatchObject({ code: 0, out: 'Open: other, third.\n' })
  expect((await leadyard('release other third --yes')).code).toBe(1)
})

it('approve with a filter tells the number by destination, and asks', async () => {
  const lead = await rig.send('ann@uni.edu')
  await eventually(async () => expect((await rig.get(`/api/leads/${lead}`)).body.state).toBe('suppressed'))
  const { code, out } = await leadyard('approve --offer contoso.app --dry-run')
  expect([code, out]).toEqual([0, '1 lead waits for approval.\n  1 for crm\n  1 for other\n  1 for third\n'])
  expect((await leadyard('approve --all', 'n')).code).toBe(1)
  expect((await leadyard('approve --all --yes')).out).toContain('1 lead approved')
  await rig.until(lead, 'crm', 'delivered')
  expect((await leadyard('approve --all --yes')).code).toBe(1)
  expect((await leadyard('approve')).code).toBe(2)
})
