import { describe, expect, test } from 'vitest'
import { problems } from '../../../connectors/salesforce/problems.ts'
import { receiptOf } from '../../../connectors/salesforce/web-to-lead.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { afterContact } from '../../far-ends/gateway-pages.ts'
import { type Reply, webPage } from '../../far-ends/salesforce/replies.ts'
import { oid } from '../../far-ends/salesforce/web-to-lead.ts'
import { sampleLead } from '../sample.ts'
import { deliveryFor, failure, opened } from './opened.ts'

const web = { mode: 'web-to-lead' } as const
const exception = 'true Exception:common.exception.SalesforceGenericException'
const processed = (value: string, body = ''): Reply => ({ status: 200, headers: { 'is-processed': value }, body })

describe('a lead posted by Web-to-Lead', () => {
  test('carries Microsoft’s fields and the lead-key line, and nothing else', async () => {
    const { deliver, org } = await opened(web)
    const lead = sampleLead()
    expect(await deliver(lead)).toEqual({ outcome: 'accepted', status: 200, notes: [] })
    const [call] = org.calls
    const form = new URLSearchParams(call?.body)
    expect(call?.url).toBe(`/servlet/servlet.WebToLead?encoding=UTF-8&orgId=${oid}`)
    expect(call?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect([...form.keys()].toSorted()).toEqual([
      'company',
      'country',
      'description',
      'email',
      'encoding',
      'first_name',
      'last_name',
      'lead_source',
      'oid',
      'phone',
      'title',
    ])
    expect(form.get('encoding')).toBe('UTF-8')
    expect(form.get('lead_source')).toBe('AzureMarketplace-INS|tailspin.router-pro')
    expect(form.get('description')).toMatch(new RegExp(`\nlead-key:${lead.id}$`))
  })

  test('keeps custom field ids as they are mapped', async () => {
    const { destination, org } = await opened(web)
    const delivery = deliveryFor()
    await destination.deliver({ ...delivery, fields: { ...delivery.fields, '00N5g00000AbCdE': 'gold', City: 'Ulm' } })
    expect(org.leads[0]).toMatchObject({ '00N5g00000AbCdE': 'gold', city: 'Ulm' })
  })

  test('marks a person who must not be contacted', async () => {
    const { deliver, org } = await opened(web)
    await deliver(sampleLead({ action: { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } }))
    expect(org.leads[0]).toMatchObject({ doNotCall: '1', emailOptOut: '1' })
  })

  test('names the country as a code where the org has picklists', async () => {
    const { deliver, org } = await opened(web, { countryAsCode: true })
    await deliver()
    expect(org.leads[0]).toMatchObject({ country_code: 'DE' })
    expect(org.leads[0]).not.toHaveProperty('country')
    const unknown = { raw: 'Atlantis', alpha2: '', alpha3: '', name: '' }
    await deliver(sampleLead({ person: { country: unknown } }))
    expect(org.leads[1]?.['description']).toContain('Country: Atlantis')
  })

  test('is called accepted, never created, even where Salesforce drops it afterwards', async () => {
    const { deliver, org } = await opened(web)
    org.servlet.drops = () => true
    expect((await deliver()).outcome).toBe('accepted')
    expect(org.leads).toHaveLength(0)
  })

  test('cannot be checked or looked for', async () => {
    const { destination } = await opened(web)
    expect([destination.check, destination.find, destination.describe]).toEqual([undefined, undefined, undefined])
  })
})

type Row = [reply: Reply, kind: string, code: string, problem: string | undefined]

const rows: Row[] = [
  [processed(exception), 'configuration', 'common.exception.SalesforceGenericException', 'web-to-lead-refused'],
  [processed('true Exception:'), 'configuration', 'Exception', 'web-to-lead-refused'],
  [processed('false'), 'uncertain', 'HTTP_200', undefined],
  [webPage(200), 'configuration', 'NO_IS_PROCESSED', 'web-to-lead-wrong-address'],
  [{ status: 200, body: '' }, 'uncertain', 'HTTP_200', undefined],
  [{ status: 302, body: '', headers: { location: '/' } }, 'configuration', 'REDIRECT', 'web-to-lead-wrong-address'],
  [{ status: 404, body: '' }, 'configuration', 'HTTP_404', 'web-to-lead-wrong-address'],
  [{ status: 400, body: '' }, 'configuration', 'HTTP_400', 'web-to-lead-wrong-address'],
  [{ status: 429, body: '' }, 'transient', 'HTTP_429', undefined],
  [{ status: 500, body: '' }, 'uncertain', 'HTTP_500', undefined],
  [{ status: 502, body: '' }, 'uncertain', 'HTTP_502', undefined],
  [{ status: 503, body: '' }, 'transient', 'HTTP_503', undefined],
  [{ status: 503, body: afterContact[0] ?? '' }, 'uncertain', 'HTTP_503', undefined],
  [{ status: 408, body: '' }, 'uncertain', 'HTTP_408', undefined],
  [{ status: 408, body: '', headers: { 'retry-after': '9' } }, 'transient', 'HTTP_408', undefined],
  [{ status: 504, body: '' }, 'uncertain', 'HTTP_504', undefined],
]

describe('what the servlet answers', () => {
  test.for(rows)('%j is %s', async ([reply, kind, code, problem]) => {
    const { deliver, org } = await opened(web)
    org.answer('form', reply)
    const { class: found, detail } = await failure(deliver())
    expect([found, detail.code, detail.status]).toEqual([kind, code, reply.status])
    expect(findProblem(problems, detail)?.id).toBe(problem && `salesforce-${problem}`)
  })

  test('is this lead’s fault when the form lacks a name or company', () => {
    const reply = { status: 200, headers: { 'is-processed': exception }, text: '' }
    const form = new URLSearchParams({ oid, last_name: 'X' })
    expect(() => receiptOf(reply, form, new Date())).toThrow(/without company/)
  })

  test('passes Retry-After on', async () => {
    const { deliver, org, tools } = await opened(web)
    org.answer('form', { status: 503, body: '', headers: { 'retry-after': '60' } })
    const { detail } = await failure(deliver())
    expect(detail.retryAt?.getTime()).toBe(tools.now().getTime() + 60_000)
  })

  test('is never asked for twice when no answer came', async () => {
    const { deliver, org } = await opened(web)
    org.provoke.uncertain?.()
    expect(await failure(deliver())).toMatchObject({ class: 'uncertain' })
    expect([org.calls.length, org.leads.length]).toEqual([1, 1])
  })
})

const hour = 60 * 60_000

describe('the posts of 24 hours', () => {
  test('are warned of at four fifths, in the log once and in each receipt', async () => {
    const { deliver, tools } = await opened(web, { dailyLimit: 5 })
    for (let posts = 0; posts < 3; posts++) expect((await deliver()).notes).toEqual([])
    expect((await deliver()).notes).toEqual(['4 of 5 Web-to-Lead posts of 24 hours used'])
    expect((await deliver()).notes).toEqual(['5 of 5 Web-to-Lead posts of 24 hours used'])
    expect(tools.logged.filter((line) => line.includes('running out'))).toHaveLength(1)
  })

  test('make the others wait until the oldest hour is past', async () => {
    const { deliver, org, pass, tools } = await opened(web, { dailyLimit: 3 })
    await deliver()
    pass(5 * hour)
    await deliver()
    await deliver()
    const { class: kind, detail } = await failure(deliver())
    expect([kind, detail.everyLead, detail.code]).toEqual(['transient', true, 'DAILY_LIMIT'])
    expect(org.calls).toHaveLength(3)
    const wait = Number(detail.retryAt) - tools.now().getTime()
    expect(wait).toBeGreaterThan(19 * hour)
    expect(wait).toBeLessThanOrEqual(20 * hour)
    pass(wait)
    expect(await deliver()).toMatchObject({ outcome: 'accepted' })
    expect(await failure(deliver())).toMatchObject({ detail: { code: 'DAILY_LIMIT' } })
  })

  test('are counted for all workers of the destination together, and outlive a restart', async () => {
    const { deliver, reopened } = await opened(web, { dailyLimit: 2 })
    await deliver()
    await reopened().deliver(deliveryFor())
    expect(await failure(reopened().deliver(deliveryFor()))).toMatchObject({ detail: { code: 'DAILY_LIMIT' } })
  })

  test('do not count what was never taken, but do count what is in doubt', async () => {
    const { deliver, org } = await opened(web, { dailyLimit: 2 })
    org.answer('form', { status: 503, body: '' }, 3)
    for (let attempt = 0; attempt < 3; attempt++) await failure(deliver())
    org.provoke.uncertain?.()
    await failure(deliver())
    org.calm()
    await deliver()
    expect(await failure(deliver())).toMatchObject({ detail: { code: 'DAILY_LIMIT' } })
  })
})
