import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asUser, type Dynamics, failed, lead, startDynamics } from './far-end.ts'

let far: Dynamics
const owner = '6c0f5a3e-1111-4c2d-8662-1234df56788f'
const other = '6c0f5a3e-2222-4c2d-8662-1234df56788f'

beforeEach(async () => {
  far = await startDynamics({ references: [`systemusers(${owner})`, `campaigns(${owner})`] })
})
afterEach(() => far.close())

const check = (settings = {}) => far.open(settings).check?.(AbortSignal.timeout(10_000))

test('a good destination passes, and nothing is written', async () => {
  await check({ ownerUser: owner, campaign: owner, leadSourceCode: 8 })
  expect(far.dataverse.leads.size).toBe(0)
  expect(far.dataverse.seen.every(({ method }) => method === 'GET')).toBe(true)
  expect(far.tools.logged).toEqual([])
})

describe('a check fails with', () => {
  test('what Entra says, though a token is held', async () => {
    const destination = far.open()
    await destination.deliver(lead())
    far.entra.rotate({ applicationKey: 'a new secret' })
    const error = await failed(destination.check?.(AbortSignal.timeout(10_000)))
    expect(error).toMatchObject({ class: 'configuration', detail: { code: 'AADSTS7000215' } })
  })

  test('a privilege that the user lacks', async () => {
    far.dataverse.privileges.delete('prvCreateLead')
    const error = await failed(check())
    expect(error).toMatchObject({ class: 'configuration', detail: { problem: 'dynamics-missing-privilege' } })
    expect(error.message).toContain('prvCreateLead')
  })

  test('a user without any role', async () => {
    far.dataverse.privileges.clear()
    expect((await failed(check())).detail.problem).toBe('dynamics-no-role')
    far.dataverse.refuse('noRoles', /RetrieveUserPrivileges/)
    expect((await failed(check())).detail.problem).toBe('dynamics-no-role')
  })

  test('an owner or campaign that does not exist', async () => {
    for (const settings of [{ ownerUser: other }, { ownerTeam: owner }, { campaign: other }]) {
      expect((await failed(check(settings))).detail.problem).toBe('dynamics-reference-not-found')
    }
  })

  test('a field of the mapping that leads do not have', async () => {
    delete far.dataverse.columns['jobtitle']
    const error = await failed(check())
    expect(error).toMatchObject({ class: 'configuration', detail: { problem: 'dynamics-unknown-field' } })
    expect(error.message).toContain('jobtitle')
  })

  test.for(['loginPage', 'redirect', 'notFoundPage', 'noResource'] as const)(
    'an address that is no Dataverse (%s)',
    async (name) => {
      far.dataverse.refuse(name, /WhoAmI/)
      expect((await failed(check())).detail.problem).toBe('dynamics-wrong-url')
    },
  )

  test('an environment that asks to slow down', async () => {
    far.dataverse.block(60)
    expect(await failed(check())).toMatchObject({ class: 'transient', detail: { everyLead: true } })
  })
})

describe('a role that only writes leads passes', () => {
  test.for([
    ['privileges', /RetrieveUserPrivileges/],
    ['owner', /systemusers\([^)]*\)\?/],
    ['columns', /EntityDefinitions/],
  ] as const)('though it may not read %s, with a warning', async ([, path]) => {
    far.dataverse.refuse('privilegeDenied', path)
    await check({ ownerUser: owner })
    expect(far.tools.logged).toHaveLength(1)
    expect(far.tools.logged[0]).toMatch(/^warn the user may not read/)
  })

  test('though it may not read leads, with a warning', async () => {
    far.dataverse.privileges.delete('prvReadLead')
    await check()
    expect(far.tools.logged[0]).toMatch(/^warn the user may not read leads/)
  })
})

test('a check tries a failed password again: a person asked for it', async () => {
  const destination = far.open({ ...asUser(far.entra), password: 'set later' })
  await failed(destination.deliver(lead()))
  far.entra.rotate({ password: 'set later' })
  await destination.check?.(AbortSignal.timeout(10_000))
  await destination.deliver(lead())
})
