import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  oneSignIn,
  type StorageService,
  type StorageSettings,
  storageCredential,
  storageSettings,
} from '../../../src/outside/azure-storage/credential.ts'
import { toolsFor } from '../../connectors/tools.ts'

const tools = toolsFor('azure')
const key = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'
const azure = `DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=${key}`
const sas = 'sv=2022-11-02&ss=t&srt=so&sp=ra&se=2026-11-20T10:00:00Z&spr=https&sig=abc%2Bdef%3D'
const entra = { directoryId: 'd', clientId: 'c', clientSecret: 's' }

function read(settings: StorageSettings, service: StorageService = 'table') {
  return storageCredential(settings, service, tools)
}

describe('a connection string', () => {
  test.for([
    [`${azure};EndpointSuffix=core.windows.net`, 'https://contoso.table.core.windows.net'],
    [`${azure};EndpointSuffix=core.usgovcloudapi.net`, 'https://contoso.table.core.usgovcloudapi.net'],
    [`${azure};EndpointSuffix=core.chinacloudapi.cn;`, 'https://contoso.table.core.chinacloudapi.cn'],
    [azure, 'https://contoso.table.core.windows.net'],
    [` accountkey = ${key} ; ACCOUNTNAME = contoso ;\n`, 'https://contoso.table.core.windows.net'],
    [`${azure};TableEndpoint=https://leads.contoso.com/`, 'https://leads.contoso.com'],
    [`${azure};TableEndpoint=http://127.0.0.1:10002/contoso`, 'http://127.0.0.1:10002/contoso'],
    [`${azure};TableEndpoint=http://azurite:10002/contoso/`, 'http://azurite:10002/contoso'],
  ])('%s leads to %s', ([connectionString, url]) => {
    expect(read({ connectionString })).toMatchObject({ url, account: 'contoso', key, expiries: [] })
  })

  test('may name the emulator', () => {
    const { url, account, key: known } = read({ connectionString: 'UseDevelopmentStorage=true' })
    expect([url, account]).toEqual(['http://127.0.0.1:10002/devstoreaccount1', 'devstoreaccount1'])
    expect(known).toMatch(/^Eby8/)
    expect(read({ connectionString: 'UseDevelopmentStorage=true' }, 'blob').url).toContain(':10000/')
  })

  test('may hold a SAS, whose expiry is known', () => {
    const connectionString = `BlobEndpoint=https://contoso.blob.core.windows.net/;SharedAccessSignature=${sas}`
    const at = new Date('2026-11-20T10:00:00Z')
    expect(read({ connectionString }, 'blob')).toEqual({
      url: 'https://contoso.blob.core.windows.net',
      account: 'contoso',
      sas,
      expiries: [{ setting: 'connectionString', at }],
    })
  })
})

test.for([
  [`https://contoso.table.core.windows.net/?${sas}`, 'https://contoso.table.core.windows.net'],
  [
    `https://contoso.table.core.windows.net/MarketplaceLeads?tn=marketplaceleads&${sas}`,
    'https://contoso.table.core.windows.net',
  ],
  [`http://127.0.0.1:10002/contoso/MarketplaceLeads?${sas}`, 'http://127.0.0.1:10002/contoso'],
])('a SAS URL gives its endpoint: %s', ([sasUrl, url]) => {
  expect(read({ sasUrl })).toMatchObject({ url, account: 'contoso', expiries: [{ setting: 'sasUrl' }] })
})

test('a SAS by stored policy has no known expiry', () => {
  expect(read({ sasUrl: 'https://contoso.table.core.windows.net/?sv=1&si=policy&sig=x' }).expiries).toEqual([])
})

test('an account URL signs in with Entra', () => {
  const found = read({ accountUrl: 'https://contoso.blob.core.windows.net/', ...entra }, 'blob')
  expect(found).toMatchObject({ url: 'https://contoso.blob.core.windows.net', account: 'contoso' })
  expect(found.token).toBeDefined()
})

describe('settings are refused, with their reason,', () => {
  const schema = z.strictObject(storageSettings('table')).superRefine(oneSignIn('table'))
  test.for<[string, StorageSettings, string, RegExp]>([
    ['without a sign-in', {}, '', /exactly one of/],
    ['with two sign-ins', { connectionString: azure, sasUrl: `https://a.b.c/?${sas}` }, '', /exactly one of/],
    [
      'with the slip of Microsoft’s article',
      { connectionString: `${azure};EndpointSuffix=core.screens.net` },
      'connectionString',
      /core\.windows\.net/,
    ],
    ['without a key', { connectionString: 'AccountName=contoso' }, 'connectionString', /neither AccountKey/],
    ['with half a key', { connectionString: 'AccountName=contoso;AccountKey=****' }, 'connectionString', /base64/],
    ['without an account', { connectionString: `AccountKey=${key}` }, 'connectionString', /AccountName/],
    ['that are no connection string', { connectionString: 'hello' }, 'connectionString', /Access keys/],
    ['with a URL that carries no SAS', { sasUrl: 'https://contoso.table.core.windows.net/' }, 'sasUrl', /sig=/],
    ['with a SAS that is no URL', { sasUrl: `?${sas}` }, 'sasUrl', /URL/],
    [
      'with an account URL alone',
      { accountUrl: 'https://contoso.table.core.windows.net' },
      'accountUrl',
      /clientSecret/,
    ],
    ['with half a sign-in', { accountUrl: 'not a url', ...entra }, 'accountUrl', /URL/],
  ])('%s', ([, settings, path, message]) => {
    const [issue] = schema.safeParse(settings).error?.issues ?? []
    expect(issue?.path.join('.')).toBe(path)
    expect(issue?.message).toMatch(message)
  })

  test('and the reason never holds the secret', () => {
    const { error } = schema.safeParse({ connectionString: `AccountName=x;AccountKey=*${key}*` })
    expect(JSON.stringify(error?.issues)).not.toContain(key)
  })

  test('and working settings pass', () => {
    for (const settings of [{ connectionString: azure }, { sasUrl: `https://a.table.core.windows.net/?${sas}` }]) {
      expect(schema.parse(settings)).toEqual(settings)
    }
    schema.parse({
      accountUrl: 'https://a.table.core.windows.net',
      ...entra,
      authority: 'https://login.microsoftonline.us',
    })
  })
})
