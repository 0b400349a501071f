import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Body, config, key, lead, nextNumber, other, useIngest } from './rig.ts'

const { hub, log, post, taken, problem, row, leads } = useIngest()

describe('401', () => {
  it('is the same for an unknown source and a wrong key, and asks for a key', async () => {
    const asked = [
      post(lead(), { path: '/ingest/nobody' }),
      post(lead(), { query: '?key=wrong' }),
      post(lead(), { query: '' }),
      post(lead(), { query: `?key=${other}` }),
      post(lead(), { path: '/ingest/__proto__' }),
      post('not json', { query: '', headers: { 'content-type': 'image/png' } }),
    ]
    const answers = await Promise.all(asked.map((one) => problem(one, 401)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await asked[0]!).headers.get('www-authenticate')).toBe('Bearer')
  })

  it('is not answered to senders with the key in a header', async () => {
    const basic = `Basic ${Buffer.from(`marketplace:${key}`).toString('base64')}`
    for (const authorization of [`Bearer ${key}`, `bearer ${key}`, basic]) {
      await taken(post(lead(), { query: '', headers: { authorization } }))
    }
    await problem(post(lead(), { query: '', headers: { authorization: 'Bearer wrong' } }), 401)
  })

  it('uses a new key as soon as it is configured', async () => {
    await hub().reload(config({ KEY: 'the-next-key-of-the-marketplace' }))
    try {
      await problem(post(lead()), 401)
      await taken(post(lead(), { query: '?key=the-next-key-of-the-marketplace' }))
    } finally {
      await hub().reload(config())
    }
  })
})

describe('an unreadable body', () => {
  it.each<[string, Body, number]>([
    ['nothing', '', 400],
    ['text', 'hello', 400],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]), 415],
    ['no lead', { hello: 'world' }, 422],
    ['a list', '[]', 422],
  ])('%s: the sender is told, and the operator has every byte', async (_what, body, status) => {
    const answer = await problem(post(body, { headers: { 'x-sent': String(nextNumber()) } }), status)
    const stored = await row(String(answer['lead']))
    expect(stored).toMatchObject({ state: 'unreadable', lead: null })
    const sent = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    expect(stored.raw.equals(sent)).toBe(true)
    expect(answer['detail']).toContain(stored.reason)
  })

  it('that is sent again is stored once', async () => {
    const body = `broken ${nextNumber()}`
    const first = await problem(post(body), 400)
    expect((await problem(post(body), 400))['lead']).toBe(first['lead'])
  })

  it.each([
    ['a broken compression', Buffer.from('not gzip'), 'gzip', 400],
    ['a compression nobody knows', Buffer.from('{}'), 'rot13', 415],
    ['a body that unpacks to more than may be', gzipSync(Buffer.alloc(5_000_000)), 'gzip', 413],
  ])('%s is told', async (_what, body, encoding, status) => {
    const before = await leads()
    await problem(post(body, { headers: { 'content-encoding': encoding } }), status)
    expect(await leads()).toBe(before)
  })

  it('413 is answered to a body with one byte too many', async () => {
    const body = JSON.stringify(lead())
    const answer = await problem(post(body + ' '.repeat(256 * 1024 - body.length + 1)), 413)
    expect(answer['detail']).toContain('256 KiB')
  })

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
  ])('415 is told for %s', async (type) => {
    await problem(post('a=1', { headers: { 'content-type': type } }), 415)
  })

  it.each([
    ['GET', '/ingest/marketplace', 404],
    ['POST', '/ingest', 404],
    ['POST', '/nowhere', 404],
    ['POST', '/ingest/%E0%A4%A', 400],
  ])('%s %s is a problem too', async (method, path, status) => {
    await problem(fetch(`${hub().url}${path}?key=${key}`, { method }), status)
  })
})

it('every answer is counted', async () => {
  const figure = async (answer: string) => {
    const metrics = await (await fetch(`${hub().url}/metrics`)).text()
    const found = new RegExp(`leadyard_ingest_total\\{source="([^"]*)",answer="${answer}"\\} (\\d+)`).exec(metrics)
    return { source: found?.[1], count: Number(found?.[2] ?? 0) }
  }
  const body = lead()
  const asked: [string, string, () => Promise<Response>][] = [
    ['received', 'marketplace', () => post(body)],
    ['repeat', 'marketplace', () => post(body)],
    ['unreadable', 'marketplace', () => post(`counted ${nextNumber()}`)],
    ['unsupported', 'marketplace', () => post('a=1', { headers: { 'content-type': 'text/html' } })],
    ['too-large', 'marketplace', () => post('x'.repeat(300_000))],
    ['malformed', 'marketplace', () => post('x', { headers: { 'content-encoding': 'gzip' } })],
    ['unauthorized', '-', () => post(body, { path: '/ingest/a-name-of-their-own', query: '' })],
  ]
  for (const [answer, source, ask] of asked) {
    const before = await figure(answer)
    await ask()
    expect(await figure(answer)).toEqual({ source, count: before.count + 1 })
  }
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of/)
})
