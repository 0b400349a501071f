import { describe, expect, it } from 'vitest'
import { senderTo, someone } from './form-sender.ts'
import { useIngest } from './rig.ts'

const { hub, log, taken, problem, row, leads } = useIngest()
const send = senderTo(hub)

describe('a form without a key', () => {
  it('is accepted from any sender, whatever key it shows', async () => {
    await taken(send(someone(), { query: '?key=any' }))
    await problem(send(someone(), { to: 'crm' }), 401)
    await problem(send(someone(), { to: 'nobody' }), 401)
  })

  it('hides only from programs that the honeypot caught them', async () => {
    const plain = await send(someone({ retURL: 'https://www.contoso.com/' }))
    const caught = await send(someone({ retURL: 'https://www.contoso.com/', FAX: 'x' }))
    const shown = ({ status, headers }: Response) => [status, [...headers].filter(([name]) => name !== 'date')]
    expect(shown(caught)).toEqual(shown(plain))
    const { id } = await taken(send(someone({ fax: 'x' })))
    expect(await row(id)).toMatchObject({ state: 'unreadable', reason: 'The honeypot field was filled.', lead: null })
    await taken(send(someone({ fax: ' ' })))
  })

  it('is limited by address, and tells when to send again', async () => {
    const busy = (address: string) => send(someone(), { to: 'busy', headers: { 'x-forwarded-for': address } })
    // Only the last entry of the list is the operator's proxy; a client may have written the entries before.
    await taken(busy('198.51.100.1'))
    await taken(busy('203.0.113.9, 198.51.100.1'))
    const before = await leads()
    const refused = busy('198.51.100.1')
    await problem(refused, 429)
    const wait = Number((await refused).headers.get('retry-after'))
    expect(wait).toBeGreaterThan(3_000)
    expect(wait).toBeLessThanOrEqual(3_600)
    expect(await leads()).toBe(before)
    await taken(busy('198.51.100.2'))
  })

  it('keeps its count over a reload that does not change it', async () => {
    const busy = () => send(someone(), { to: 'busy', headers: { 'x-forwarded-for': '198.51.100.3' } })
    await taken(busy())
    await taken(busy())
    await hub().reload({ ...hub().config(), version: 'another' })
    await problem(busy(), 429)
  })
})

describe('pages', () => {
  const from = (origin: string) => send(someone(), { headers: { origin } })

  it('of its origins may post and read the answer', async () => {
    const response = await from('https://www.contoso.com')
    expect(response.status).toBe(202)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://www.contoso.com')
    expect(response.headers.get('vary')).toContain('Origin')
  })

  it('of its origins may read the problem, too', async () => {
    const headers = { origin: 'https://www.contoso.com', 'content-type': 'multipart/form-data; boundary=x' }
    const response = await send(someone(), { headers })
    expect(response.status).toBe(415)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://www.contoso.com')
  })

  it.each(['https://evil.example', 'http://www.contoso.com', 'https://www.contoso.com.evil.example'])(
    'of %s may not',
    async (origin) => {
      const before = await leads()
      await problem(from(origin), 403)
      expect(await leads()).toBe(before)
    },
  )

  it('with a hidden origin may post', async () => {
    await taken(from('null'))
  })

  it('get an answer to the preflight request', async () => {
    const ask = (to: string, origin: string) =>
      fetch(`${hub().url}/ingest/${to}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      })
    const ours = await ask('website', 'https://www.contoso.com')
    expect(ours.status).toBe(204)
    expect(ours.headers.get('access-control-allow-origin')).toBe('https://www.contoso.com')
    expect(ours.headers.get('access-control-allow-methods')).toBe('POST')
    expect((await ask('website', 'https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    const [known, unknown] = [await ask('marketplace', 'https://a.example'), await ask('nobody', 'https://a.example')]
    expect(known.status).toBe(unknown.status)
    expect(await known.text()).toBe(await unknown.text())
    expect(known.headers.get('access-control-allow-origin')).toBeNull()
  })
})

it('answers are counted by their kind', async () => {
  const metrics = await (await fetch(`${hub().url}/metrics`)).text()
  for (const [source, answer] of [
    ['website', 'honeypot'],
    ['website', 'foreign'],
    ['busy', 'limited'],
    ['website', 'received'],
  ]) {
    expect(metrics).toMatch(new RegExp(`leadyard_ingest_total\\{source="${source}",answer="${answer}"\\} [1-9]`))
  }
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of|MSFT_TEST/)
})
