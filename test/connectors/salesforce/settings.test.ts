import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'

const rest = {
  mode: 'rest',
  loginUrl: 'https://acme.my.salesforce.com',
  clientId: 'key',
  clientSecret: 'secret',
}

function problemsOf(given: Record<string, unknown>): string[] {
  const issues = salesforce.settings.safeParse(given).error?.issues ?? []
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('the settings of a Salesforce destination', () => {
  test('are few for client credentials and for Web-to-Lead', () => {
    expect(problemsOf(rest)).toEqual([])
    expect(problemsOf({ mode: 'web-to-lead', oid: '00Do0000000ZHog' })).toEqual([])
    expect(problemsOf({ mode: 'web-to-lead', oid: '00Do0000000ZHogEAE' })).toEqual([])
  })

  test.for([
    [
      { mode: 'rest' },
      [
        'loginUrl: is required for client-credentials',
        'clientId: is required for client-credentials',
        'clientSecret: is required for client-credentials',
      ],
    ],
    [
      { mode: 'rest', auth: 'jwt-bearer', clientId: 'key' },
      ['username: is required for jwt-bearer', 'privateKey: is required for jwt-bearer'],
    ],
    [
      { mode: 'rest', auth: 'password', clientId: 'key', clientSecret: 's' },
      ['username: is required for password', 'password: is required for password'],
    ],
    [{ mode: 'web-to-lead' }, ['oid: is required for web-to-lead']],
    [{ ...rest, oid: '00Do0000000ZHog' }, ['oid: has no meaning when mode is rest; remove it']],
    [
      { mode: 'web-to-lead', oid: '00Do0000000ZHog', clientId: 'key' },
      ['clientId: has no meaning when mode is web-to-lead; remove it'],
    ],
    [
      { ...rest, loginUrl: 'https://login.salesforce.com' },
      ['loginUrl: must be your My Domain address, https://….my.salesforce.com, for client-credentials'],
    ],
    [{ ...rest, loginUrl: 'http://acme.my.salesforce.com' }, ['loginUrl: must start with https://']],
    [
      { ...rest, loginUrl: 'https://acme.lightning.force.com' },
      ['loginUrl: must be the My Domain address (…my.salesforce.com), not …lightning.…'],
    ],
    [
      { ...rest, externalIdField: 'Lead_Key' },
      ['externalIdField: must be a custom field’s API name, such as Lead_Key__c'],
    ],
    [{ ...rest, apiVersion: '62' }, ['apiVersion: must look like "62.0", in quotes']],
    [
      { mode: 'web-to-lead', oid: '12345' },
      ['oid: must be the organisation id: 15 or 18 letters and digits, 00D first'],
    ],
  ] as [Record<string, unknown>, string[]][])('say all that is wrong at once: %j', ([given, problems]) => {
    expect(problemsOf(given)).toEqual(problems)
  })

  test('take plain http only next to the hub', () => {
    expect(problemsOf({ ...rest, loginUrl: 'http://127.0.0.1:8080' })).toEqual([])
    expect(problemsOf({ ...rest, loginUrl: 'http://salesforce:8080' })).toEqual([])
  })

  test('refuse a private key that is none, without showing it', () => {
    const given = { mode: 'rest', auth: 'jwt-bearer', clientId: 'key', username: 'u', privateKey: 'nonsense-key' }
    expect(problemsOf(given)).toEqual(['privateKey: must be an RSA private key in PEM'])
  })

  test('refuse a private key that is too short for RS256', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const given = { mode: 'rest', auth: 'jwt-bearer', clientId: 'key', username: 'u', privateKey: pem }
    expect(problemsOf(given)).toEqual(['privateKey: must have 2048 bits or more'])
  })

  test('decide whether a repeat doubles', () => {
    const repeat = (given: Record<string, unknown>) => salesforce.repeat(salesforce.settings.parse(given))
    expect(repeat(rest)).toBe('doubles')
    expect(repeat({ ...rest, externalIdField: 'Lead_Key__c' })).toBe('harmless')
    expect(repeat({ mode: 'web-to-lead', oid: '00Do0000000ZHog' })).toBe('doubles')
    expect(repeat({ mode: 'web-to-lead', oid: '00Do0000000ZHog', repeatAfterUncertain: true })).toBe('harmless')
  })
})
