import { AzureNamedKeyCredential, generateAccountSas } from '@azure/data-tables'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { tableXmlError } from '../../far-ends/azure-proxy.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf } from '../sample.ts'
import { openedTable } from './opened.ts'

const table = openedTable()

describe('a SAS', () => {
  const tomorrow = new Date(Date.now() + 86_400_000)

  function sas(permissions: object, expiresOn = tomorrow): string {
    const key = /AccountKey=([^;]+)/.exec(String(table.farEnd.settings['connectionString']))?.[1] ?? ''
    const credential = new AzureNamedKeyCredential('devstoreaccount1', key)
    return generateAccountSas(credential, { permissions, expiresOn, resourceTypes: 'sco', services: { table: true } })
  }

  const byUrl = (given: string) =>
    table.open({ connectionString: undefined, sasUrl: `${table.farEnd.proxy.origin}/devstoreaccount1/?${given}` })

  test('works from a URL and from a connection string, and tells when it ends', async () => {
    const given = sas({ add: true, write: true })
    const endpoint = `${table.farEnd.proxy.origin}/devstoreaccount1`
    await byUrl(given).deliver(deliveryOf(azureTable))
    await table
      .open({ connectionString: `TableEndpoint=${endpoint};SharedAccessSignature=${given}` })
      .deliver(deliveryOf(azureTable))
    expect(await table.farEnd.rows()).toHaveLength(2)
    const [end] = byUrl(given).expiries?.() ?? []
    expect(end?.setting).toBe('sasUrl')
    expect(Math.abs((end?.at.getTime() ?? 0) - tomorrow.getTime())).toBeLessThan(1_000)
  })

  test('that may only add rows passes the check; one that may only read does not', async () => {
    await table.farEnd.client.createTable()
    await byUrl(sas({ add: true })).check?.(AbortSignal.timeout(10_000))
    expect((await failureOf(byUrl(sas({ query: true })).check?.(AbortSignal.timeout(10_000)))).class).toBe(
      'configuration',
    )
  })

  test('that has expired holds the destination', async () => {
    const expired = byUrl(sas({ add: true, write: true }, new Date(Date.now() - 60_000)))
    expect((await failureOf(expired.deliver(deliveryOf(azureTable)))).class).toBe('configuration')
  })
})

describe('a sign-in by Microsoft Entra ID', () => {
  let entra: Entra
  beforeEach(async () => {
    entra = await startEntra()
  })
  afterEach(() => entra.close())

  const through = () =>
    table.open({
      connectionString: undefined,
      accountUrl: `${table.farEnd.proxy.origin}/contoso`,
      authority: entra.authority,
      directoryId: entra.directoryId,
      clientId: entra.applicationId,
      clientSecret: entra.applicationKey,
    })

  test('asks for storage, and sends the token with each row', async () => {
    table.farEnd.proxy.answer({ status: 204, headers: { etag: 'W/"1"' } })
    await through().deliver(deliveryOf(azureTable))
    expect(entra.asked.map((form) => form['scope'])).toEqual(['https://storage.azure.com/.default'])
    expect(table.farEnd.proxy.requests[0]?.headers.authorization).toMatch(/^Bearer .{10}/)
  })

  test('that is refused holds the destination, and no row is sent', async () => {
    entra.refuse(7000222)
    const { class: kind, detail } = await failureOf(through().deliver(deliveryOf(azureTable)))
    expect([kind, detail.code]).toEqual(['configuration', 'AADSTS7000222'])
    expect(findProblem(azureTable.problems, detail)?.id).toBe('azure-table-entra-secret')
    expect(table.farEnd.proxy.requests).toEqual([])
  })

  test('whose token the account does not take speaks of the sign-in, not of keys', async () => {
    table.farEnd.proxy.answer(tableXmlError(403, 'AuthenticationFailed', 'Server failed to authenticate the request.'))
    const { class: kind, detail } = await failureOf(through().deliver(deliveryOf(azureTable)))
    expect([kind, findProblem(azureTable.problems, detail)?.id]).toEqual(['configuration', 'azure-table-entra-token'])
  })

  test('whose reply is lost leaves the lead unsent: transient', async () => {
    entra.misbehave('cut')
    expect((await failureOf(through().deliver(deliveryOf(azureTable)))).class).toBe('transient')
    expect(table.farEnd.proxy.requests).toEqual([])
  })
})
