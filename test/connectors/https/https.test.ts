import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { signatureHeaders } from '../../../connectors/https/signature.ts'
import { verdict } from '../../../connectors/https/verdict.ts'
import type { Delivery, Destination } from '../../../src/connector.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { DeliveryError } from '../../../src/failure.ts'
import type { HttpReply } from '../../../src/outside/http.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'
import { startWebhook, type WebhookFarEnd } from '../../far-ends/webhook.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'

let receiver: WebhookFarEnd
let tools: TestTools

beforeEach(async () => {
  receiver = await startWebhook()
  tools = toolsFor('hook')
})

afterEach(async () => {
  tools.http.close()
  await receiver.close()
})

function open(more: Record<string, unknown> = {}): Destination {
  return https.open(https.settings.parse({ ...receiver.settings, ...more }), tools)
}

async function send(more: Record<string, unknown> = {}, sent: Delivery = deliveryOf(https)) {
  await open(more).deliver(sent)
  const { headers, body } = receiver.taken.at(-1) ?? expect.fail('nothing came')
  return { headers, body: JSON.parse(body) }
}

async function failure(result: Promise<unknown>): Promise<DeliveryError> {
  return result.then(
    () => expect.fail('it went through'),
    (error: unknown) => (error instanceof DeliveryError ? error : Promise.reject(error)),
  )
}

describe('the body', () => {
  test('is the marketplace’s JSON, as Microsoft documents it', async () => {
    const lead = sampleLead()
    const { firstName, lastName, email, phone, country, company, title } = lead.person
    const { headers, body } = await send({}, deliveryOf(https, lead))
    expect(headers['content-type']).toBe('application/json')
    expect(body).toEqual({
      userDetails: {
        FirstName: firstName,
        LastName: lastName,
        Email: email,
        Phone: phone.raw,
        Country: country.raw,
        Company: company,
        Title: title,
      },
      LeadSource: 'AzureMarketplace-INS|tailspin.router-pro',
      ActionCode: 'INS',
      OfferTitle: 'Tailspin Router Pro',
      Description: lead.description,
    })
  })

  test('holds every key of the marketplace, blank or not, and the operator’s own beside them', async () => {
    const { body } = await send({}, { ...deliveryOf(https), fields: { 'lead.id': '1', ActionCode: 'PLT' } })
    expect(body).toMatchObject({ userDetails: { Email: '', Title: '' }, ActionCode: 'PLT', lead: { id: '1' } })
  })

  test('is just the mapped fields when asked for', async () => {
    const fields = { Mail: 'a@b.example', 'person.name.first': 'A', 'person.name.last': 'B', __proto__x: 'y' }
    const { body } = await send({ body: 'fields' }, { ...deliveryOf(https), fields })
    expect(body).toEqual({ Mail: 'a@b.example', person: { name: { first: 'A', last: 'B' } }, __proto__x: 'y' })
  })

  test('takes a name like __proto__ as a name', async () => {
    const fields = { '__proto__.polluted': 'yes', 'constructor.name': 'x' }
    await send({ body: 'fields' }, { ...deliveryOf(https), fields })
    expect(receiver.taken[0]?.body).toBe('{"__proto__":{"polluted":"yes"},"constructor":{"name":"x"}}')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test.for([[{ a: '1', 'a.b': '2' }], [{ 'a.b': '2', a: '1' }], [{ 'a..b': '1' }], [{ 'a.': '1' }]])(
    'cannot be built from %j',
    async ([fields = {}]) => {
      const error = await failure(open({ body: 'fields' }).deliver({ ...deliveryOf(https), fields }))
      expect([error.class, error.detail.problem]).toEqual(['configuration', 'https-mapping'])
      expect(receiver.requests).toEqual([])
    },
  )
})

describe('the signature', () => {
  test('is that of the standard’s own example', () => {
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1614265330_999), body: '{"test": 2432232314}' }
    expect(signatureHeaders(signed, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test('satisfies a receiver with either secret while they rotate', async () => {
    const [old, fresh] = [7, 9].map((fill) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`)
    await open({ secret: [old, fresh] }).deliver(deliveryOf(https, sampleLead({ description: 'Žofie 🚉' })))
    const { headers, body } = receiver.taken[0] ?? expect.fail('nothing came')
    for (const secret of [old, fresh]) new Webhook(secret ?? '').verify(body, headers as Record<string, string>)
    const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
    expect(() => new Webhook(other).verify(body, headers as Record<string, string>)).toThrow()
  })

  test('is left out without a secret; the id stays, the same on every try', async () => {
    const sent = deliveryOf(https)
    const { headers } = await send({}, sent)
    expect([headers['webhook-id'], headers['webhook-signature']]).toEqual([sent.id, undefined])
    expect((await send({}, { ...sent, attempt: 2 })).headers['webhook-id']).toBe(sent.id)
  })
})

describe('the sign-in', () => {
  test.for<[string, Record<string, unknown>, Record<string, string>]>([
    ['a bearer token', { bearerToken: 'tok' }, { authorization: 'Bearer tok' }],
    [
      'HTTP Basic',
      { username: 'us', password: 'pä:ss' },
      { authorization: `Basic ${Buffer.from('us:pä:ss').toString('base64')}` },
    ],
    ['an API key', { apiKey: 'key' }, { 'x-api-key': 'key' }],
    ['a function’s key', { apiKey: 'key', apiKeyHeader: 'x-functions-key' }, { 'x-functions-key': 'key' }],
    ['headers of one’s own', { headers: { 'X-Tenant': 'contoso' } }, { 'x-tenant': 'contoso' }],
  ])('by %s', async ([, settings, expected]) => {
    expect((await send(settings)).headers).toMatchObject(expected)
  })

  describe('by Microsoft Entra ID', () => {
    let entra: Entra
    beforeEach(async () => {
      entra = await startEntra()
    })
    afterEach(() => entra.close())
    const signIn = () => ({
      authority: entra.authority,
      directoryId: entra.directoryId,
      clientId: entra.applicationId,
      clientSecret: entra.applicationKey,
    })

    test('asks for Power Automate’s audience, once for many leads', async () => {
      const destination = open(signIn())
      await Promise.all([1, 2, 3].map(() => destination.deliver(deliveryOf(https))))
      expect(entra.asked.map((form) => form['scope'])).toEqual(['https://service.flow.microsoft.com//.default'])
      expect(receiver.taken[0]?.headers.authorization).toMatch(/^Bearer .{10}/)
    })

    test('takes a new token when an old one is refused, once', async () => {
      const destination = open(signIn())
      await destination.deliver(deliveryOf(https))
      receiver.answer(401)
      expect((await failure(destination.deliver(deliveryOf(https)))).class).toBe('configuration')
      expect([entra.asked.length, receiver.requests.length]).toEqual([2, 3])
    })

    test('that is refused sends nothing', async () => {
      entra.refuse(7000215)
      const { class: kind, detail } = await failure(open(signIn()).deliver(deliveryOf(https)))
      expect([kind, detail.code]).toEqual(['configuration', 'AADSTS7000215'])
      expect(findProblem(https.problems, detail)?.id).toBe('https-entra-secret')
      expect(receiver.requests).toEqual([])
    })
  })
})

const now = new Date('2025-11-20T14:00:00Z')
const judge = (reply: Partial<HttpReply>, more: Record<string, unknown> = {}) =>
  verdict(
    { status: 200, headers: {}, text: '', ...reply },
    https.settings.parse({ url: 'https://hooks.contoso.com/', ...more }),
    now,
  )

describe('a receipt', () => {
  const id = { text: '{"data":{"id":4711}}', headers: { location: '/leads/4711' } }
  test.for<[Partial<HttpReply>, Record<string, unknown>, Record<string, unknown>]>([
    [{ status: 200 }, {}, { outcome: 'accepted' }],
    [{ status: 200, text: 'thanks' }, {}, { outcome: 'accepted' }],
    [{ status: 202 }, {}, { outcome: 'accepted' }],
    [{ status: 204 }, {}, { outcome: 'accepted' }],
    [{ status: 201 }, {}, { outcome: 'created' }],
    [{ ...id, status: 200 }, { receipt: 'body.data.id' }, { outcome: 'created', reference: '4711' }],
    [{ ...id, status: 202 }, { receipt: 'body.data.id' }, { outcome: 'accepted', reference: '4711' }],
    [{ ...id, status: 201 }, { receipt: 'header.Location' }, { outcome: 'created', reference: '/leads/4711' }],
    [{ status: 409 }, { receiverDedupes: true }, { outcome: 'already-there', status: 409 }],
    [{ status: 200, text: '<html>ok' }, { expect: [200] }, { outcome: 'accepted' }],
  ])('for %j with %j is %j', ([reply, settings, expected]) => {
    expect(judge(reply, settings)).toMatchObject(expected)
  })

  test.for<[Partial<HttpReply>, Record<string, unknown>, string, string]>([
    [{ status: 200 }, { receipt: 'body.id' }, 'uncertain', 'https-no-receipt'],
    [{ status: 200, text: '{"id":""}' }, { receipt: 'body.id' }, 'uncertain', 'https-no-receipt'],
    [{ status: 200, text: '{"id":{"x":1}}' }, { receipt: 'body.id' }, 'uncertain', 'https-no-receipt'],
    [{ status: 200, text: '[]' }, { receipt: 'body.length' }, 'uncertain', 'https-no-receipt'],
    [{ status: 204 }, { expect: [201] }, 'uncertain', ''],
    [{ status: 200, text: ' <!DOCTYPE HTML><title>Sign in' }, {}, 'configuration', 'https-web-page'],
  ])('is refused for %j with %j', ([reply, settings, kind, problem]) => {
    try {
      expect.fail(JSON.stringify(judge(reply, settings)))
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error
      expect([error.class, error.detail.problem ?? '']).toEqual([kind, problem])
    }
  })
})

const flowError = (code: string, message: string) => JSON.stringify({ error: { code, message } })

const answers: [number, string, string, string, string?][] = [
  [400, '', 'rejected', 'HTTP_400', 'refused-record'],
  [401, '', 'configuration', 'HTTP_401', 'unauthorized'],
  [403, '', 'configuration', 'HTTP_403', 'forbidden'],
  [404, '', 'configuration', 'HTTP_404', 'not-found'],
  [405, '', 'configuration', 'HTTP_405', 'method'],
  [407, '', 'configuration', 'HTTP_407', 'proxy'],
  [408, '', 'transient', 'HTTP_408'],
  [409, '', 'rejected', 'HTTP_409', 'conflict'],
  [410, '', 'configuration', 'HTTP_410', 'gone'],
  [413, '', 'rejected', 'HTTP_413', 'too-large'],
  [415, '', 'rejected', 'HTTP_415', 'content-type'],
  [422, '', 'rejected', 'HTTP_422', 'refused-record'],
  [425, '', 'transient', 'HTTP_425'],
  [429, '', 'transient', 'HTTP_429', 'busy'],
  [500, '', 'transient', 'HTTP_500'],
  [502, '', 'transient', 'HTTP_502'],
  [503, '', 'transient', 'HTTP_503'],
  [504, '', 'uncertain', 'HTTP_504', 'flow-late'],
  [302, '', 'configuration', 'HTTP_302', 'redirect'],
  [308, '', 'configuration', 'HTTP_308', 'redirect'],
  [
    401,
    flowError('DirectApiAuthorizationRequired', 'The request must be authenticated only by Shared Access scheme.'),
    'configuration',
    'DirectApiAuthorizationRequired',
    'flow-authorization',
  ],
  [
    401,
    flowError('DirectApiAuthorizationRequired', 'The OAuth authorization scheme is required.'),
    'configuration',
    'DirectApiAuthorizationRequired',
    'flow-authorization',
  ],
  [
    401,
    flowError('DirectApiInvalidAuthorizationScheme', '…'),
    'configuration',
    'DirectApiInvalidAuthorizationScheme',
    'flow-authorization',
  ],
  [
    400,
    flowError('DirectApiRequestHasMoreThanOneAuthorization', '…'),
    'configuration',
    'DirectApiRequestHasMoreThanOneAuthorization',
    'flow-two-authorizations',
  ],
  [403, flowError('MisMatchingOAuthClaims', '…'), 'configuration', 'MisMatchingOAuthClaims', 'flow-claims'],
  [
    401,
    flowError('DirectApiInvalidAuthorizationSignature', '…'),
    'configuration',
    'DirectApiInvalidAuthorizationSignature',
    'flow-signature',
  ],
  [
    400,
    flowError(
      'WorkflowTriggerIsNotEnabled',
      "Could not execute workflow '1' trigger 'manual' with state 'Disabled': trigger is not enabled.",
    ),
    'configuration',
    'WorkflowTriggerIsNotEnabled',
    'flow-off',
  ],
  [
    400,
    flowError(
      'TriggerInputSchemaMismatch',
      "The input body for trigger 'manual' of type 'Request' did not match its schema definition.",
    ),
    'rejected',
    'TriggerInputSchemaMismatch',
    'flow-schema',
  ],
  [
    404,
    flowError('WorkflowNotFound', "The workflow '1' could not be found."),
    'configuration',
    'WorkflowNotFound',
    'flow-not-found',
  ],
  [400, flowError('SomethingNew', '…'), 'rejected', 'HTTP_400', 'refused-record'],
]

describe('a refusal over the wire:', () => {
  test.for(answers)('%i %s is %s (%s)', async ([status, body, kind, code, problem = '']) => {
    receiver.answer(status, body, { 'retry-after': '9', location: '/elsewhere' })
    const { class: told, detail } = await failure(open().deliver(deliveryOf(https)))
    expect([told, detail.code]).toEqual([kind, code])
    expect(findProblem(https.problems, detail)?.id ?? '').toBe(problem && `https-${problem}`)
    if (kind === 'transient') expect(detail.retryAt).toBeInstanceOf(Date)
    expect(receiver.requests).toHaveLength(1)
  })
})

test('a repeat is harmless only where the receiver dedupes', () => {
  const repeat = (more: object) => https.repeat(https.settings.parse({ url: 'https://hooks.contoso.com/', ...more }))
  expect(repeat({ receiverDedupes: true })).toBe('harmless')
  expect(repeat({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })).toBe('doubles')
})

describe('a former address of Power Automate', () => {
  const url = 'https://prod-11.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=hidden'
  const through = (status: number, text = '') => ({
    ...tools,
    http: { request: async () => ({ status, headers: {}, text }), close: () => undefined },
  })
  const gone = flowError('WorkflowNotFound', '…')

  test('is named when it fails', async () => {
    const destination = https.open(https.settings.parse({ url }), through(404, gone))
    const error = await failure(destination.deliver(deliveryOf(https)))
    expect([error.class, error.detail.problem]).toEqual(['configuration', 'https-flow-moved'])
  })

  test('is warned of once, and works as a Logic App’s', async () => {
    const destination = https.open(https.settings.parse({ url }), through(202))
    await destination.deliver(deliveryOf(https))
    await destination.deliver(deliveryOf(https))
    expect(tools.logged).toHaveLength(1)
    expect(tools.logged[0]).toMatch(/^warn .*logic\.azure\.com/)
    expect(tools.logged[0]).not.toMatch(/hidden/)
  })
})
