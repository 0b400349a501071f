import { describe, expect, it } from 'vitest'
import { channels } from '../../channels/index.ts'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError, describeProblem } from '../../src/config/problems.ts'

const mail = { type: 'smtp', host: 'mail.contoso.com', from: 'leads@contoso.com', to: 'ops@contoso.com' }

function read(report: object | undefined, given: object = { mail }) {
  const file = { sources: {}, destinations: {}, channels: given, alerts: { zone: 'Europe/Berlin' }, report }
  return readConfig(JSON.stringify(file), { connectors: [], channels, env: {} }).report
}

function told(report: object, given?: object): string[] {
  try {
    read(report, given)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(describeProblem)
    throw error
  }
  return []
}

describe('the report', () => {
  it('is weekly, on Monday at 08:00 in the zone of the alerts, by the first smtp channel', () => {
    expect(read({})).toEqual({
      ...{ to: undefined, channel: 'mail' },
      recurrence: { every: 1, unit: 'week', at: 480, on: [1], zone: 'Europe/Berlin' },
    })
    expect(read(undefined)).toBeUndefined()
  })

  it('may be of two weeks or of a month, at another time and place', () => {
    const given = { to: 'a@contoso.com', every: '2 weeks', at: '17:30', on: ['Fr'], zone: 'Asia/Tokyo' }
    expect(read(given)?.recurrence).toEqual({ every: 2, unit: 'week', at: 1_050, on: [5], zone: 'Asia/Tokyo' })
    expect(read({ every: '1 month' })?.recurrence).toMatchObject({ unit: 'month', on: [] })
  })

  it.each([
    ['each hour', { every: '1h' }, undefined, /^report\.every: must be 1 to 4 weeks, or 1 month/],
    ['of half a year', { every: '6 months' }, undefined, /^report\.every: must be 1 to 4 weeks, or 1 month/],
    ['on two days', { on: ['Mo', 'Fr'] }, undefined, /^report\.on: takes one day/],
    ['with a channel that is not there', { channel: 'mial' }, undefined, /^report\.channel: .*mial.*mail/],
    ['without a channel that sends mail', {}, {}, /^report: needs a channel of type smtp/],
    ['with a wrong address', { to: 'a' }, undefined, /^report\.to\.0: must be an e-mail/],
    ['with a key that is none', { when: 'Mo' }, undefined, /^report\.when: unknown key/],
  ])('is refused %s', (_, report, given, message) => {
    expect(told(report, given)).toEqual([expect.stringMatching(message)])
  })
})
