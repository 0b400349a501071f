import { describe, expect, it } from 'vitest'
import { type Fields, senderTo, someone, type } from './form-sender.ts'
import { key, useIngest } from './rig.ts'

const { hub, log, post, taken, problem, row } = useIngest()
const send = senderTo(hub)

/** The test lead as Salesforce Web-to-Lead gets it: https://docs.microsoft.com/azure/marketplace, "lead management". */
const documented = [
  ['company', 'MSFT_TEST_636573304831318844'],
  ['country', 'US'],
  ['description', 'MSFT_TEST_636573304831318844'],
  ['email', 'MSFT_TEST_636573304831318844@test.com'],
  ['encoding', 'UTF-8'],
  ['encoding', 'UTF-8'],
  ['first_name', 'MSFT_TEST_636573304831318844'],
  ['last_name', 'MSFT_TEST_636573304831318844'],
  ['lead_source', 'MSFT_TEST_636573304831318844-MSFT_TEST_636573304831318844|<Offer Name>'],
  ['oid', '00Do0000000ZHog'],
  ['phone', '1234567890'],
  ['title', 'MSFT_TEST_636573304831318844'],
] as const

describe('a form made for Salesforce', () => {
  it('is read completely, as documented for Microsoft’s test lead', async () => {
    const token = 'MSFT_TEST_636573304831318844'
    const { id } = await taken(send(documented, { to: 'crm', query: `?key=${key}` }))
    const stored = await row(id)
    expect(stored).toMatchObject({ state: 'received', test: true, offer: '<Offer Name>', content_type: type })
    expect(stored.lead).toMatchObject({
      sent: '2018-03-22T15:48:03.131Z',
      source: { endpoint: 'crm', code: token, text: `${token}-${token}|<Offer Name>` },
      action: { code: token },
      offer: { id: '', title: '<Offer Name>' },
      person: {
        firstName: token,
        lastName: token,
        email: `${token}@test.com`,
        phone: { raw: '1234567890' },
        country: { raw: 'US', alpha2: 'US' },
        company: token,
        title: token,
      },
      description: token,
    })
    expect(stored.raw.toString()).toBe(new URLSearchParams(documented as never).toString())
  })

  it('has the offer of the URL, of the form, or none', async () => {
    const offerOf = async (fields: Fields, query = '') => (await row((await taken(send(fields, { query }))).id)).offer
    expect(await offerOf(someone())).toBe('contoso.app')
    expect(await offerOf(someone({ lead_source: 'Web|contoso.other' }))).toBe('contoso.other')
    expect(await offerOf(someone(), '?offer=contoso.third')).toBe('contoso.third')
  })

  it('may have its own field names and campaign parameters', async () => {
    const { id } = await taken(send(someone({ Firma: 'Contoso', utm_source: 'fair', '00N1': 'x' })))
    const { lead } = await row(id)
    expect(lead).toMatchObject({ person: { company: 'Contoso' }, campaign: { utm_source: 'fair' } })
    expect(lead.source.code).toBe('website')
  })

  it('sent twice is one lead', async () => {
    const fields = someone()
    const { id } = await taken(send(fields))
    expect(await taken(send(fields))).toEqual({ id, state: 'received', duplicateOf: id })
  })
})

describe('a post without a lead', () => {
  it.each(['', 'first_name=Jane&title=Dr', '{"email":"a@b.c"}', '%'])('%j is stored and reported', async (body) => {
    const answer = await problem(
      post(body, { path: '/ingest/website', query: '', headers: { 'content-type': type } }),
      422,
    )
    const stored = await row(String(answer['lead']))
    expect(stored).toMatchObject({ state: 'unreadable', lead: null })
    expect(stored.raw.toString()).toBe(body)
  })

  it.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain'])(
    '415 is told for %s',
    async (other) => {
      const answer = await problem(send(someone(), { headers: { 'content-type': other } }), 415)
      expect(answer['detail']).toContain('application/x-www-form-urlencoded')
    },
  )

  it('413 is answered to a form that is too large', async () => {
    await problem(send({ description: 'x'.repeat(256 * 1024) }), 413)
  })
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of|MSFT_TEST/)
})
