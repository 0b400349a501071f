import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dynamics } from '../../../connectors/dynamics/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { readToken } from '../../far-ends/entra/token.ts'
import { asUser, type Dynamics, failed, lead, startDynamics } from './far-end.ts'

let far: Dynamics
beforeEach(async () => {
  far = await startDynamics()
})
afterEach(() => far.close())

const writes = () => far.dataverse.seen.filter(({ method }) => method === 'PATCH').length

describe('as an application', () => {
  test('asks Entra for the scope of the instance, once for many leads', async () => {
    const destination = far.open()
    await Promise.all([lead(), lead(), lead()].map((each) => destination.deliver(each)))
    const { applicationId, applicationKey } = far.entra
    expect(far.entra.asked).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: applicationId,
        client_secret: applicationKey,
        scope: `${far.dataverse.url}/.default`,
      },
    ])
  })

  test.for([
    [90002, 'dynamics-tenant-not-found'],
    [7000222, 'dynamics-client-secret-expired'],
    [500011, 'dynamics-resource-not-found'],
    [7000229, 'dynamics-entra-no-service-principal'],
    [700025, 'dynamics-entra-public-application'],
  ] as const)('AADSTS%i holds the destination before anything is sent', async ([number, problem]) => {
    far.entra.refuse(number)
    const error = await failed(far.open().deliver(lead()))
    expect(error).toMatchObject({ class: 'configuration', detail: { code: `AADSTS${number}`, probe: true } })
    expect(findProblem(dynamics.problems, error.detail)?.id).toBe(problem)
    expect(far.dataverse.seen).toHaveLength(0)
  })

  test('that Entra leaves waiting is transient: no lead was sent', async () => {
    far.entra.misbehave('hang')
    const error = await failed(far.open().deliver(lead({}, { signal: AbortSignal.timeout(50) })))
    expect(error.class).toBe('transient')
    far.entra.misbehave('cut')
    expect((await failed(far.open().deliver(lead()))).class).toBe('transient')
  })

  test('whose token a proxy sees keeps the scope of the instance', async () => {
    await failed(far.open({ scope: 'https://contoso.crm4.dynamics.com/.default' }).deliver(lead()))
    expect(far.entra.asked[0]?.['scope']).toBe('https://contoso.crm4.dynamics.com/.default')
  })
})

describe('as a user', () => {
  test('signs in through the sample application, in whatever directory the user is', async () => {
    await far.open({ ...asUser(far.entra), directoryId: undefined }).deliver(lead())
    const { username, password } = far.entra
    expect(far.entra.asked).toEqual([
      {
        grant_type: 'password',
        client_id: '51f81489-12ee-4a9e-aaae-a2591f45987d',
        username,
        password,
        scope: `${far.dataverse.url}/.default`,
      },
    ])
    expect(far.dataverse.leads.size).toBe(1)
  })

  test('with a wrong password is tried once, whatever is in line, and never again by itself', async () => {
    const destination = far.open({ ...asUser(far.entra), password: 'wrong' })
    const errors = await Promise.all([lead(), lead(), lead()].map((each) => failed(destination.deliver(each))))
    errors.push(await failed(destination.deliver(lead())))
    for (const { class: c, detail } of errors) {
      expect([c, detail.code, detail.probe]).toEqual(['configuration', 'AADSTS50126', false])
    }
    expect(far.entra.asked).toHaveLength(1)
  })

  test.for([50053, 50055, 50076, 53003])('AADSTS%i is never tried again by itself', async (number) => {
    far.entra.refuse(number)
    const { detail } = await failed(far.open(asUser(far.entra)).deliver(lead()))
    expect(detail).toMatchObject({ code: `AADSTS${number}`, probe: false })
  })
})

describe('a token that Dataverse refuses', () => {
  test('is fetched again, and the lead sent again, once', async () => {
    const destination = far.open()
    await destination.deliver(lead())
    far.dataverse.expireTokens()
    expect(await destination.deliver(lead())).toMatchObject({ outcome: 'created' })
    expect(far.entra.asked).toHaveLength(2)
  })

  test('costs one new token however many leads meet it', async () => {
    const destination = far.open()
    await destination.deliver(lead())
    far.dataverse.expireTokens()
    await Promise.all(Array.from({ length: 8 }, () => destination.deliver(lead())))
    expect(far.entra.asked).toHaveLength(2)
    expect(far.dataverse.leads.size).toBe(9)
  })

  test('though it is new holds the destination', async () => {
    const destination = far.open()
    await destination.deliver(lead())
    far.dataverse.refuse({ status: 401 })
    const before = writes()
    const error = await failed(destination.deliver(lead()))
    expect(error).toMatchObject({
      class: 'configuration',
      detail: { code: 'HTTP_401', status: 401, problem: 'dynamics-sign-in' },
    })
    expect(writes() - before).toBe(2)
  })

  test('names the directory of the instance when it is another', async () => {
    const elsewhere = '99999999-1111-4222-8333-444444444444'
    const challenge = `Bearer authorization_uri=https://login.microsoftonline.com/${elsewhere}/oauth2/authorize`
    far.dataverse.refuse({ status: 401, headers: { 'www-authenticate': challenge } })
    const error = await failed(far.open().deliver(lead()))
    expect(error.message).toContain(`the instance belongs to directory ${elsewhere}`)
    expect(error.detail.excerpt).toBe(challenge)
  })

  test('with a code that says why is told by the code', async () => {
    far.dataverse.refuse('userNotMemberAs401')
    const error = await failed(far.open().deliver(lead()))
    expect(error).toMatchObject({ class: 'configuration', detail: { code: '0x80072560' } })
  })
})

test('the sign-in of an application that is no user of the environment says so', async () => {
  await far.close()
  far = await startDynamics({ members: ['another user'] })
  const error = await failed(far.open().deliver(lead()))
  expect(error).toMatchObject({ class: 'configuration', detail: { problem: 'dynamics-user-not-member' } })
})

test('a token carries neither secret nor password', async () => {
  await far.open().deliver(lead())
  const bearer = String(far.dataverse.seen[0]?.headers['authorization']).replace('Bearer ', '')
  expect(JSON.stringify(readToken(bearer))).not.toContain(far.entra.applicationKey)
})
