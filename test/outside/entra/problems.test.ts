import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectors } from '../../../connectors/index.ts'
import type { Problem } from '../../../src/connector.ts'
import { explain, findProblem } from '../../../src/delivery/problem.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { entraProblems, entraSigns, entraTable } from '../../../src/outside/entra/problems.ts'
import { openEntra } from '../../../src/outside/entra/tokens.ts'
import { toolsFor } from '../../connectors/tools.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'

let entra: Entra
const tools = toolsFor('entra')

beforeEach(async () => {
  entra = await startEntra()
})
afterEach(() => entra.close())

/** The refusals of Entra over HTTP. */
async function refused(number: number): Promise<DeliveryError> {
  entra.refuse(number)
  const { authority, directoryId, applicationId: client_id, applicationKey: client_secret } = entra
  const grant = { grant_type: 'client_credentials', client_id, client_secret }
  const scope = 'https://storage.azure.com/.default'
  const { token } = openEntra(tools.http, { authority, directoryId, grant, scope }, tools.now)
  const failed: unknown = await token().catch((error: unknown) => error)
  return failed instanceof DeliveryError ? failed : expect.fail('it was not refused')
}

const types = ['azure-table', 'azure-blob', 'https', 'email', 'dynamics']
const catalogueOf = (type: string): readonly Problem[] =>
  connectors.find((connector) => connector.type === type)?.problems ?? []

describe.for(types)('%s tells an operator', (type) => {
  test.for([
    [7000229, 'no-service-principal', /adminconsent/],
    [700025, 'public-application', /Allow public client flows/],
    [90011, 'malformed-request', /holds two ids/],
    [9002313, 'malformed-request', /again, whole/],
    [900144, 'malformed-request', /names the parameter/],
    [501051, 'not-assigned', /Users and groups/],
    [500021, 'other-directory-refused', /tenant restrictions/],
    [500212, 'other-directory-refused', /Cross-tenant access settings/],
    [700024, 'certificate-refused', /clock/],
    [700030, 'certificate-refused', /client secret/],
    [50020, 'user-elsewhere', /guest/],
  ] as const)('what to do about AADSTS%i (%s)', async ([number, key, step]) => {
    const { class: kind, detail } = await refused(number)
    const problem = findProblem(catalogueOf(type), detail)
    expect([kind, detail.code]).toEqual(['configuration', `AADSTS${number}`])
    // Dynamics has its own words for certificates.
    expect([`${type}-entra-${key}`, `${type}-${key}`]).toContain(problem?.id)
    expect(problem?.remedy.join(' ')).toMatch(step)
  })

  test('the remedy for every refused sign-in of an application', async () => {
    const numbers = [90002, 900023, 90013, 90019, 90023, 700016, 700011, 70001, 7000112, 7000215, 7000222, 70002, 50012]
    numbers.push(500011, 70011, 53003, 530032, 65001, 90099, 90093, 53011, 530031, 53004, 700021, 700023, 51004)
    for (const number of numbers) {
      const { detail } = await refused(number)
      expect([number, findProblem(catalogueOf(type), detail)?.id]).toEqual([number, expect.any(String)])
      expect(detail.message).not.toMatch(/check directory, application and secret/)
    }
  })
})

test('a number is recognised in a sentence with other words', () => {
  const found = explain(catalogueOf('azure-blob'), 'AADSTS7000229: words of tomorrow')
  expect(found.map(({ id }) => id)).toEqual(['azure-blob-entra-no-service-principal'])
})

test('a transient failure of Entra is recognised by its number', async () => {
  const { class: kind, detail } = await refused(90033)
  expect([kind, findProblem(catalogueOf('azure-blob'), detail)?.id]).toEqual(['transient', 'azure-blob-entra-busy'])
  expect(explain(catalogueOf('azure-blob'), 'AADSTS90033: words of tomorrow')).toHaveLength(1)
})

const names = { type: 'acme', application: 'app', directory: 'dir', secret: 'key' }
const user = { username: 'name', password: 'pass', passwordExpires: 'end', service: 'Acme CRM' }

describe('the entries of a connector', () => {
  test('name its own settings, without placeholders', () => {
    const entries = entraProblems({ ...names, user })
    expect(entries.find(({ id }) => id === 'acme-entra-secret')?.remedy.join(' ')).toContain('where key takes it from')
    expect(JSON.stringify(entries)).not.toMatch(/\{[a-z]+\}/i)
    for (const { cause } of entraTable) expect(cause).not.toMatch(/\{/)
  })

  test('are about users only if users may sign in', () => {
    const ids = entraProblems(names).map(({ id }) => id)
    expect(ids).not.toContain('acme-wrong-password')
    expect(entraProblems({ ...names, user }).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['acme-wrong-password', ...ids]),
    )
  })

  test('have no class, because the sign-in decides', () => {
    expect(entraProblems({ ...names, user }).filter((entry) => entry.class)).toEqual([])
  })

  test('leave out entries that the connector words itself, which takes their codes from here', () => {
    expect(entraProblems(names, ['secret']).map(({ id }) => id)).not.toContain('acme-entra-secret')
    expect(entraSigns('secret', { only: [7000222], patterns: [/expired/] })).toEqual({
      codes: ['AADSTS7000222'],
      patterns: [/expired/, /(?:AADSTS7000222)(?!\d)/],
    })
    expect(entraSigns('secret', { without: [7000222] }).codes).toEqual(['AADSTS7000215', 'AADSTS70002', 'AADSTS50012'])
  })
})
