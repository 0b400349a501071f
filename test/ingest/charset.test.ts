import { describe, expect, it } from 'vitest'
import { openRead } from '../../src/sources/open.ts'
import { key, nextNumber, useIngest } from './rig.ts'

const { hub, post, taken, problem, row } = useIngest()

const mail = () => `n${nextNumber()}@contoso.com`
const json = (lastName: string, encoding: BufferEncoding = 'latin1') =>
  Buffer.from(JSON.stringify({ userDetails: { email: mail(), lastName } }), encoding)
const send = (body: Buffer, type: string) => post(body, { headers: { 'content-type': type } })
const form = (body: string | Buffer, type = 'application/x-www-form-urlencoded') =>
  post(Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1'), {
    path: '/ingest/website',
    query: '',
    headers: { 'content-type': type, accept: 'application/json' },
  })
const lastName = async (id: string) => (await row(id)).lead.person.lastName

describe('JSON', () => {
  it.each([
    ['latin1', json('Müller')],
    ['ISO-8859-1', json('Müller')],
    ['"windows-1252"', json('Müller')],
    ['utf-16le', json('Müller', 'utf16le')],
    ['UTF-8', json('Müller', 'utf8')],
    ['iso-8859-15; profile=x', json('Müller')],
  ])('is read in the charset that it declares: %s', async (charset, body) => {
    const { id } = await taken(send(body, `application/json; charset=${charset}`))
    expect(await lastName(id)).toBe('Müller')
  })

  it('in another charset is stored as UTF-8, and its type names the original charset', async () => {
    const { id } = await taken(send(json('Grün'), 'application/json; charset=latin1'))
    const { raw, content_type } = await row(id)
    expect(JSON.parse(raw.toString()).userDetails.lastName).toBe('Grün')
    expect(content_type).toBe('application/json;charset=utf-8;received-charset=windows-1252')
  })

  it('in UTF-16 is recognised by its byte order mark', async () => {
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), json('Žižek', 'utf16le')])
    expect(await lastName((await taken(send(little, 'application/json'))).id)).toBe('Žižek')
    const big = Buffer.from(Buffer.concat([Buffer.from([0xff, 0xfe]), json('Žižek', 'utf16le')])).swap16()
    expect(await lastName((await taken(send(big, 'application/json; charset=utf-16'))).id)).toBe('Žižek')
  })

  it.each([
    ['no charset and bytes that are no UTF-8', 'application/json', /not UTF-8/],
    ['utf-8 and bytes that are none', 'application/json; charset=utf-8', /not UTF-8/],
    ['a charset that nothing knows', 'application/json; charset=x-klingon', /charset/],
    ['bytes that its charset does not have', 'application/json; charset=shift_jis', /charset/],
  ])('with %s is refused with 415 and kept as it came', async (_what, type, why) => {
    const body = Buffer.concat([json('Müller'), Buffer.from([0xff, 0xff])])
    const answer = await problem(send(body, type), 415)
    expect(answer['detail']).toMatch(why)
    const kept = await row(String(answer['lead']))
    expect(kept).toMatchObject({ state: 'unreadable', content_type: type, lead: null })
    expect(kept.raw.equals(body)).toBe(true)
    expect(kept.reason).toMatch(why)
  })

  it('with a list is read lead by lead in its charset', async () => {
    const body = Buffer.from(JSON.stringify({ items: [{ mail: mail(), who: 'Jürgen' }] }), 'latin1')
    const response = await post(body, {
      path: '/ingest/bundle',
      query: `?key=${key}`,
      headers: { 'content-type': 'application/json; charset=latin1' },
    })
    expect(response.status).toBe(202)
    const { leads } = (await response.json()) as { leads: { id: string }[] }
    expect(JSON.parse((await row(leads[0]!.id)).raw.toString()).who).toBe('Jürgen')
  })
})

describe('a form', () => {
  const type = 'application/x-www-form-urlencoded'

  it.each([
    ['the charset of its type', `email=${mail()}&last_name=M%FCller`, `${type}; charset=latin1`, 'Müller'],
    ['the same, its bytes unescaped', `email=${mail()}&last_name=M\xfcller`, `${type}; charset=latin1`, 'Müller'],
    ['the field _charset_', `_charset_=windows-1251&email=${mail()}&last_name=%C8%E2%E0%ED%EE%E2`, type, 'Иванов'],
    [
      'the field _charset_, whatever the type says',
      `email=${mail()}&last_name=%83%7D%83c&_charset_=Shift_JIS`,
      `${type}; charset=utf-8`,
      'マツ',
    ],
    ['the field `encoding` of Web-to-Lead', `encoding=Shift_JIS&email=${mail()}&last_name=%83%7D%83c`, type, 'マツ'],
    ['windows-1252, where nothing tells', `email=${mail()}&last_name=Mu%F1oz+%80`, type, 'Muñoz €'],
    ['UTF-8', `email=${mail()}&last_name=M%C3%BCller`, type, 'Müller'],
    [
      'UTF-8, whatever a field of that name says',
      `_charset_=none&email=${mail()}&last_name=M%C3%BCller`,
      type,
      'Müller',
    ],
  ])('is read in %s', async (_what, body, contentType, expected) => {
    const { id } = await taken(form(body, contentType))
    expect(await lastName(id)).toBe(expected)
  })

  it('with a field that was cut in the middle of a character keeps the other fields', async () => {
    const { id } = await taken(form(`email=${mail()}&last_name=M%C3%BCller&description=Gr%C3`))
    expect(await lastName(id)).toBe('Müller')
    expect((await row(id)).lead.description).toBe('GrÃ')
  })

  it('in an unknown charset other than windows-1252 is refused with 415 and stored', async () => {
    const body = `email=${mail()}&last_name=%83%81%83%90`
    const answer = await problem(form(body), 415)
    const { raw, id, source, received_at: received } = await row(String(answer['lead']))
    expect(raw.toString('latin1')).toBe(body)
    // The result of `leadyard reroute`.
    const again = openRead(hub().config().sources.get(source))(raw, { id, received, endpoint: source })
    expect(again).toEqual({ unreadable: expect.objectContaining({ status: 415 }) })
  })

  it('sends its person to a retURL in its own charset', async () => {
    const response = await fetch(`${hub().url}/ingest/website`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': `${type}; charset=latin1`, accept: 'text/html' },
      body: `email=${mail()}&last_name=M%FCller&retURL=https%3A%2F%2Fwww.contoso.com%2Fgr%FCn`,
    })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('https://www.contoso.com/gr%C3%BCn')
  })
})

it('a replacement character of the sender stays visible', async () => {
  const { id } = await taken(send(json('M\ufffdller', 'utf8'), 'application/json'))
  expect(await lastName(id)).toBe('M\ufffdller')
})
