import { describe, expect, it } from 'vitest'
import { retryAfter, statusFailure } from '../../src/outside/status.ts'
import { afterContact, beforeContact } from '../far-ends/gateway-pages.ts'

const now = new Date('2025-11-20T12:00:00Z')
const reply = (status: number, headers = {}) => ({ status, headers, text: '{"error":"x"}' })

describe('the class of a status without a better code', () => {
  it.each([
    [408, 'uncertain'],
    [425, 'transient'],
    [429, 'transient'],
    [503, 'transient'],
    [500, 'uncertain'],
    [502, 'uncertain'],
    [504, 'uncertain'],
    [520, 'uncertain'],
    [522, 'uncertain'],
    [524, 'uncertain'],
    [529, 'uncertain'],
    [530, 'uncertain'],
    [598, 'uncertain'],
    [599, 'uncertain'],
    [301, 'configuration'],
    [302, 'configuration'],
    [304, 'configuration'],
    [307, 'configuration'],
    [401, 'configuration'],
    [402, 'configuration'],
    [403, 'configuration'],
    [404, 'configuration'],
    [405, 'configuration'],
    [407, 'configuration'],
    [410, 'configuration'],
    [400, 'rejected'],
    [409, 'rejected'],
    [413, 'rejected'],
    [415, 'rejected'],
    [422, 'rejected'],
    [200, 'uncertain'],
    [204, 'uncertain'],
    [100, 'uncertain'],
  ] as const)('%i is %s', (status, failureClass) => {
    const failure = statusFailure(reply(status), { who: 'The CRM' }, now)
    expect(failure.class).toBe(failureClass)
    expect(failure.detail).toMatchObject({ status, code: `HTTP_${status}`, excerpt: '{"error":"x"}' })
    expect(failure.message).toContain('The CRM')
    expect(failure.message).toContain(String(status))
    expect(failure.message).not.toContain('error')
  })

  it('429 concerns every lead, other statuses only this lead', () => {
    expect(statusFailure(reply(429), { who: 'x' }).detail.everyLead).toBe(true)
    expect(statusFailure(reply(503), { who: 'x' }).detail.everyLead).toBeUndefined()
  })

  it.each(afterContact)('a 503 of a gateway that may have passed the lead on is uncertain: %s', (text) => {
    expect(statusFailure({ ...reply(503, { 'retry-after': '9' }), text }, { who: 'x' }, now).class).toBe('uncertain')
  })

  it.each(beforeContact)('a 503 of a gateway that did not pass the lead on is transient: %s', (text) => {
    expect(statusFailure({ ...reply(503), text }, { who: 'x' }, now).class).toBe('transient')
  })

  it('a gateway of Amazon is recognised by a header only', () => {
    const given = { ...reply(503, { 'apigw-requestid': 'a1' }), text: '{"message":"Service Unavailable"}' }
    expect(statusFailure(given, { who: 'x' }, now).class).toBe('uncertain')
    expect(statusFailure({ ...given, text: '{"message":"maintenance"}' }, { who: 'x' }, now).class).toBe('transient')
  })

  it.each([408, 529])('%i is transient if the far end sends Retry-After', (status) => {
    const { class: told, detail } = statusFailure(reply(status, { 'retry-after': '120' }), { who: 'x' }, now)
    expect([told, detail.retryAt]).toEqual(['transient', new Date('2025-11-20T12:02:00Z')])
  })

  it('the far end’s own code and the connector’s values replace the defaults', () => {
    const { detail } = statusFailure(reply(400), { who: 'x', code: 'FIELD_MISSING', problem: 'x-field' }, now)
    expect(detail).toMatchObject({ code: 'FIELD_MISSING', problem: 'x-field', status: 400 })
  })

  it('Retry-After is returned as retryAt', () => {
    const { detail } = statusFailure(reply(503, { 'retry-after': '120' }), { who: 'x' }, now)
    expect(detail.retryAt).toEqual(new Date('2025-11-20T12:02:00Z'))
  })
})

describe('Retry-After', () => {
  it.each([
    ['120', '2025-11-20T12:02:00.000Z'],
    [' 1 ', '2025-11-20T12:00:01.000Z'],
    ['0.5', '2025-11-20T12:00:00.500Z'],
    ['Thu, 20 Nov 2025 12:30:00 GMT', '2025-11-20T12:30:00.000Z'],
    ['Thursday, 20-Nov-25 12:30:00 GMT', '2025-11-20T12:30:00.000Z'],
  ])('%j is a moment', (header, at) => {
    expect(retryAfter(header, now)?.toISOString()).toBe(at)
  })

  it.each([
    ['slow', 'Thu, 20 Nov 2025 12:20:00 GMT', 'Thu, 20 Nov 2025 12:21:00 GMT'],
    ['fast', 'Thu, 20 Nov 2025 11:20:00 GMT', 'Thu, 20 Nov 2025 11:21:00 GMT'],
  ])('a date is read by the far end’s clock, while the hub’s is %s', (_, date, header) => {
    expect(retryAfter(header, now, date)).toEqual(new Date('2025-11-20T12:01:00Z'))
    const reply503 = reply(503, { 'retry-after': header, date })
    expect(statusFailure(reply503, { who: 'x' }, now).detail.retryAt).toEqual(new Date('2025-11-20T12:01:00Z'))
    expect(retryAfter('60', now, date)).toEqual(new Date('2025-11-20T12:01:00Z'))
  })

  it('an invalid Date header counts as missing', () => {
    expect(retryAfter('Thu, 20 Nov 2025 12:30:00 GMT', now, 'soon')).toEqual(new Date('2025-11-20T12:30:00Z'))
  })

  it.each([
    undefined,
    '',
    ' ',
    '0',
    '-5',
    'soon',
    'wait 2030',
    'soon 2099',
    '5 minutes',
    'NaN',
    '1e9',
    '0x10',
    '12abc',
  ])('%j is none', (header) => {
    expect(retryAfter(header, now)).toBeUndefined()
  })

  it.each(['Thu, 20 Nov 2025 11:30:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Mon, 99 Foo 9999 GMT'])(
    'a date that is past or none, %s, is none',
    (header) => {
      expect(retryAfter(header, now)).toBeUndefined()
    },
  )

  it.each(['99999999999999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'however far, %s is a moment that a clock can tell',
    (header) => {
      expect(Number.isNaN(retryAfter(header, now)?.getTime())).toBe(false)
    },
  )
})
