import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { ConfigError, describeProblem } from '../../../src/config/problems.ts'

const env = {
  STORAGE: `AccountName=contoso;AccountKey=${Buffer.from('an account key of a test').toString('base64')}`,
  SAS: 'https://contoso.table.core.windows.net/?sv=2026-01-01&sig=abc',
  SECRET: 'the-secret-of-the-app',
}
const read = (source: object) => {
  const sources = { microsoft: { type: 'azure-table', ...source } }
  return readConfig(JSON.stringify({ sources, destinations: {} }), { connectors: [], env })
}
const told = (source: object): string[] => {
  try {
    read(source)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(describeProblem)
    throw error
  }
  return []
}
const storage = { connectionString: '${env:STORAGE}' }
const entra = {
  accountUrl: 'https://contoso.table.core.windows.net',
  directoryId: '11111111-2222-4333-8444-555555555555',
  clientId: '23456052-0a1b-4c2d-8662-1234df56788f',
  clientSecret: '${env:SECRET}',
}

describe('a polled table', () => {
  it('needs only a sign-in', () => {
    expect(read(storage).sources.get('microsoft')).toEqual({
      type: 'azure-table',
      connectionString: env.STORAGE,
      table: 'MarketplaceLeads',
      every: 60_000,
      overlap: 600_000,
      allowNetworks: [],
    })
    expect([told({ sasUrl: '${env:SAS}' }), told(entra)]).toEqual([[], []])
  })

  it('has one sign-in, and no literal secret', () => {
    expect(told({})).toEqual(['sources.microsoft: needs exactly one of connectionString, sasUrl and accountUrl'])
    expect(told({ ...storage, sasUrl: '${env:SAS}' })).toHaveLength(1)
    for (const [key, value] of Object.entries({ connectionString: env.STORAGE, sasUrl: env.SAS })) {
      expect(told({ [key]: value })).toEqual([expect.stringMatching(`sources.microsoft.${key}: is a secret`)])
    }
    expect(told({ ...entra, clientSecret: 'open' })).toEqual([
      expect.stringMatching('microsoft.clientSecret: is a secret'),
    ])
  })

  it.each([
    [{ every: '500ms' }, 'sources.microsoft.every: must be at least 1s and at most 1d'],
    [{ every: 'often' }, 'sources.microsoft.every: must be a duration such as 30s, 5m, 2h or 3d'],
    [{ from: 'last week' }, 'sources.microsoft.from: must be a date such as 2026-08-01'],
    [{ table: 'Market Leads' }, 'sources.microsoft.table: must be 3 to 63 letters and digits and begin with a letter'],
    [{ allowNetworks: ['here'] }, 'sources.microsoft.allowNetworks.0: must be a network such as 10.1.0.0/16'],
    [{ evry: '1m' }, 'sources.microsoft.evry: unknown key (did you mean every?)'],
    [{ key: 'a-key-of-sixteen-or-more' }, expect.stringContaining('sources.microsoft.key: unknown key')],
  ])('%j is told', (more, problem) => {
    expect(told({ ...storage, ...more })).toEqual([problem])
  })
})
