import { describe, expect, it } from 'vitest'
import { channels } from '../../channels/index.ts'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError, describeProblem } from '../../src/config/problems.ts'
import { plain } from './connector.ts'

const mail = { type: 'smtp', host: 'mail.contoso.com', from: 'leads@contoso.com', to: 'ops@contoso.com' }

function file(more: object, channel: object = { mail }) {
  return JSON.stringify({
    sources: {},
    destinations: { crm: { type: 'plain', url: 'https://crm.example', token: '${env:TOKEN}' } },
    channels: channel,
    alerts: { zone: 'Europe/Berlin' },
    ...more,
  })
}

const read = (text: string) => readConfig(text, { connectors: [plain], channels, env: { TOKEN: 'the-token-of-crm' } })

function told(text: string): string[] {
  try {
    read(text)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(describeProblem)
    throw error
  }
  return []
}

describe('contacts', () => {
  it('are addresses with semicolons on a route, told at once by the first smtp channel', () => {
    const routes = [{ name: 'all', to: ['crm'], contacts: 'sales@contoso.com; ops@contoso.com;' }]
    expect(read(file({ routes })).contacts).toEqual([
      {
        ...{ id: 'routes.all', route: 'all', to: ['sales@contoso.com', 'ops@contoso.com'], channel: 'mail' },
        ...{ recurrence: undefined, zone: 'Europe/Berlin', include: [], tests: 'skip' },
      },
    ])
  })

  it('of an offer are told by recurrence, in their zone', () => {
    const contacts = {
      sales: { offers: ['contoso.*'], to: ['sales@contoso.com'], every: '1 day', on: ['Mo', 'We'], zone: 'Asia/Tokyo' },
      ops: { to: 'ops@contoso.com', every: '15m', include: ['person.company'] },
    }
    const [sales, ops] = read(file({ contacts })).contacts
    expect(sales).toMatchObject({
      id: 'contacts.sales',
      offers: ['contoso.*'],
      recurrence: { every: 1, unit: 'day', at: 480, on: [1, 3], zone: 'Asia/Tokyo' },
    })
    expect(ops).toMatchObject({ offers: ['*'], include: ['person.company'] })
    expect(ops?.recurrence).toEqual({ every: 15, unit: 'minute', at: 0, on: [], zone: 'Europe/Berlin' })
  })

  it.each([
    ['without a channel that sends mail', { contacts: { a: { to: 'a@contoso.com' } } }, {}, /contacts\.a.*smtp/],
    [
      'with a channel that is not there',
      { contacts: { a: { to: 'a@contoso.com', channel: 'mial' } } },
      undefined,
      /contacts\.a\.channel.*mial.*mail/,
    ],
    ['with a wrong address', { contacts: { a: { to: 'a@contoso.com; b' } } }, undefined, /contacts\.a\.to.*e-mail/],
    [
      'with a period that is none',
      { contacts: { a: { to: 'a@contoso.com', every: '1 fortnight' } } },
      undefined,
      /contacts\.a\.every/,
    ],
    [
      'with weekdays and hours',
      { contacts: { a: { to: 'a@contoso.com', every: '1h', on: ['Mo'] } } },
      undefined,
      /contacts\.a\.on.*days or weeks/,
    ],
    [
      'with a time and no period',
      { contacts: { a: { to: 'a@contoso.com', at: '08:00' } } },
      undefined,
      /contacts\.a\.at.*every/,
    ],
  ])('%s are refused', (_, more, channel, expected) => {
    expect(told(file(more, channel)).join('\n')).toMatch(expected)
  })

  it('are checked whatever else is wrong', () => {
    const contacts = { a: { to: 'a@contoso.com', every: '7x' }, b: { to: 'b@contoso.com', channel: 'mial' } }
    const found = told(file({ contacts, alerts: { to: ['nope'] }, report: { channel: 'nope' } }))
    expect(found.join('\n')).toMatch(/contacts\.a\.every: must be `immediately`, or a period/)
    expect(found.join('\n')).toMatch(/no channel is named nope/)
    expect(found.join('\n')).toMatch(/report\.channel/)
  })
})
