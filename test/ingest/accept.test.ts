import { v7 as uuid } from 'uuid'
import { describe, expect, it } from 'vitest'
import { accept as acceptAs, type Posted } from '../../src/ingest/accept.ts'
import { marketplaceRead } from '../../src/reading/marketplace.ts'
import { seeded } from '../random.ts'

const accept = (about: Posted) => acceptAs(about, marketplaceRead())

const posted = (body: string | Buffer | object, more: Partial<Posted> = {}): Posted => ({
  id: '0197a000-0000-7000-8000-000000000001',
  receivedAt: new Date('2025-11-20T12:00:00Z'),
  source: 'marketplace',
  raw: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  contentType: 'application/json',
  offer: undefined,
  senderKey: undefined,
  configVersion: 'v1',
  ...more,
})

const lead = { userDetails: { email: 'Jane.Doe@Contoso.com' }, leadSource: 'SPZA-INS|contoso.app' }
const fingerprint = (...of: Parameters<typeof posted>) => accept(posted(...of)).arrived.fingerprint ?? ''
const senderKey = (...of: Parameters<typeof posted>) => accept(posted(...of)).arrived.senderKey

describe('a lead', () => {
  it('is stored normalised, with the raw body next to it', () => {
    const about = posted(lead)
    const { arrived, unreadable } = accept(about)
    expect(unreadable).toBeUndefined()
    expect(arrived).toMatchObject({
      id: about.id,
      source: 'marketplace',
      state: 'received',
      receivedAt: about.receivedAt,
      raw: about.raw,
      offer: 'contoso.app',
      email: 'jane.doe@contoso.com',
      test: false,
      reason: '',
      configVersion: 'v1',
      lead: { id: about.id, person: { email: 'Jane.Doe@contoso.com' }, source: { endpoint: 'marketplace' } },
    })
    expect(arrived.lead).not.toHaveProperty('raw')
  })

  it('with only a title has the title as its offer, unless the URL names an offer', () => {
    expect(accept(posted({ offerTitle: 'Contoso App' })).arrived.offer).toBe('Contoso App')
    expect(accept(posted(lead, { offer: ' tailspin.app\u0000 ' })).arrived.offer).toBe('tailspin.app')
  })

  it('of a test is marked as a test', () => {
    expect(accept(posted({ description: 'MSFT_TEST_1' })).arrived.test).toBe(true)
  })

  it('with a byte order mark or outer blanks is accepted', () => {
    for (const body of [`\uFEFF${JSON.stringify(lead)}`, ` \r\n${JSON.stringify(lead)}\n`]) {
      expect(accept(posted(body)).arrived.state).toBe('received')
    }
  })
})

describe('a body without a lead', () => {
  it('keeps the URL’s offer, because it may be read again later', () => {
    expect(accept(posted('hello', { offer: ' contoso.app ' })).arrived).toMatchObject({
      ...{ state: 'unreadable', offer: 'contoso.app' },
    })
  })

  it.each<[string, string | Buffer, 400 | 422]>([
    ['nothing', '', 400],
    ['blanks', '  ', 400],
    ['text', 'hello', 400],
    ['a form', 'a=1&b=2', 400],
    ['half an object', '{"userDetails":', 400],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 400],
    ['UTF-16', Buffer.from(JSON.stringify(lead), 'utf16le'), 400],
    ['a number', '5', 422],
    ['null', 'null', 422],
    ['a text in quotes', '"hello"', 422],
    ['a list', '[{"leadSource":"SPZA"}]', 422],
    ['an object without any of the properties', '{"hello":"world"}', 422],
  ])('%s is kept as it came, and the sender told (%#)', (_what, body, status) => {
    const about = posted(body)
    const { arrived, unreadable } = accept(about)
    expect(unreadable?.status).toBe(status)
    expect(arrived).toMatchObject({ state: 'unreadable', lead: undefined, offer: '', email: '', test: false })
    expect(arrived.raw).toBe(about.raw)
    expect(arrived.reason).toBe(unreadable?.detail)
  })
})

describe('the fingerprint of a repeat', () => {
  it('is equal for the same bytes from the same source for the same offer', () => {
    expect(fingerprint(lead)).toBe(fingerprint(lead, { id: uuid(), receivedAt: new Date(), configVersion: 'v2' }))
    expect(fingerprint(lead)).not.toBe(fingerprint({ ...lead, offerTitle: 'x' }))
    expect(fingerprint(lead)).not.toBe(fingerprint(lead, { offer: 'contoso.app' }))
    expect(fingerprint('{"leadSource":"ab"}', { offer: 'c' })).not.toBe(
      fingerprint('b{"leadSource":"ab"}', { offer: 'c' }),
    )
  })

  it('does not include the sender’s key, which is stored next to it', () => {
    const { arrived } = accept(posted(lead, { senderKey: 'k1' }))
    expect(arrived.fingerprint).toBe(fingerprint(lead))
    expect(fingerprint({ ...lead, offerTitle: 'x' }, { senderKey: 'k1' })).not.toBe(arrived.fingerprint)
    expect(senderKey({ ...lead, offerTitle: 'x' }, { senderKey: 'k1' })).toBe(arrived.senderKey)
    expect(senderKey(lead, { senderKey: 'k2' })).not.toBe(arrived.senderKey)
    expect(senderKey(lead, { senderKey: '' })).toBeUndefined()
  })

  it('differs for an unreadable body: corrected under the same key, it becomes a lead', () => {
    const broken = '{"leadSource":'
    expect(fingerprint(broken, { senderKey: 'k1' })).toBe(fingerprint(broken))
    expect(senderKey(broken, { senderKey: 'k1' })).toBeUndefined()
    expect(fingerprint(broken).slice(0, 2)).not.toBe(fingerprint(lead).slice(0, 2))
  })

  it('tells nothing about the content', () => {
    const { arrived } = accept(posted(lead, { senderKey: 'secret-key' }))
    expect(`${arrived.fingerprint} ${arrived.senderKey}`).not.toMatch(/jane|secret/i)
  })
})

it('accepts any bytes without failing', () => {
  const random = seeded(9)
  for (let n = 0; n < 500; n++) {
    const bytes = Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)))
    expect(accept(posted(bytes)).arrived.raw).toBe(bytes)
  }
  const deep = `{"userDetails":{"email":"a@b.com"},"x":${'['.repeat(120_000)}${']'.repeat(120_000)}}`
  expect(accept(posted(deep)).arrived.state).toBe('received')
})
