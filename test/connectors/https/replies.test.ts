import { describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { afterContact, beforeContact } from '../../far-ends/gateway-pages.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf } from '../sample.ts'
import { openedHook } from './opened.ts'

const hook = openedHook()

const flowError = (code: string, message: string) => JSON.stringify({ error: { code, message } })

const noResponse = "The server did not receive a response from an upstream server. Request tracking id '1'."

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
  [500, '', 'transient', 'HTTP_500', 'failed'],
  [502, '', 'uncertain', 'HTTP_502', 'gateway'],
  [503, '', 'transient', 'HTTP_503', 'unavailable'],
  [501, '', 'transient', 'HTTP_501', 'failed'],
  [529, '', 'transient', 'HTTP_529', 'failed'],
  [504, '', 'uncertain', 'HTTP_504', 'gateway'],
  [520, 'error code: 520', 'uncertain', 'HTTP_520', 'gateway'],
  [521, 'error code: 521', 'transient', 'HTTP_521', 'unavailable'],
  [522, 'error code: 522', 'uncertain', 'HTTP_522', 'gateway'],
  [523, 'error code: 523', 'transient', 'HTTP_523', 'unavailable'],
  [524, 'error code: 524', 'uncertain', 'HTTP_524', 'gateway'],
  [530, 'error code: 1033', 'uncertain', 'HTTP_530', 'gateway'],
  [598, 'network read timeout error', 'uncertain', 'HTTP_598', 'gateway'],
  [599, '', 'uncertain', 'HTTP_599', 'gateway'],
  ...afterContact.map((text): (typeof answers)[number] => [503, text, 'uncertain', 'HTTP_503', 'gateway']),
  ...beforeContact.map((text): (typeof answers)[number] => [503, text, 'transient', 'HTTP_503', 'unavailable']),
  [500, '500.121 - Web app took too long to respond.', 'uncertain', 'HTTP_500', 'gateway'],
  [502, flowError('NoResponse', noResponse), 'uncertain', 'NoResponse', 'flow-late'],
  [504, flowError('GatewayTimeout', noResponse), 'uncertain', 'GatewayTimeout', 'flow-late'],
  [502, flowError('BadGateway', noResponse), 'uncertain', 'HTTP_502', 'flow-late'],
  [500, '{"message":"Error in workflow"}', 'uncertain', 'HTTP_500', 'work-failed'],
  [500, 'Scenario failed to complete.', 'uncertain', 'HTTP_500', 'work-failed'],
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
  [
    404,
    flowError('WorkflowTriggerNotFound', "The workflow '1' trigger 'manual' could not be found."),
    'configuration',
    'WorkflowTriggerNotFound',
    'flow-not-found',
  ],
  [
    401,
    flowError(
      'AuthorizationFailed',
      "The client IP address '203.0.113.7' is not in the allowed caller IP address ranges specified in the workflow access control configuration.",
    ),
    'configuration',
    'AuthorizationFailed',
    'flow-caller-address',
  ],
  [
    400,
    flowError(
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    ),
    'configuration',
    'MissingApiVersionParameter',
    'flow-url-incomplete',
  ],
  [400, flowError('TriggerRequestMethodNotValid', '…'), 'configuration', 'TriggerRequestMethodNotValid', 'flow-method'],
  [400, flowError('constructor', '…'), 'rejected', 'HTTP_400', 'refused-record'],
  [
    404,
    JSON.stringify({
      code: 404,
      message: 'The requested webhook "POST leads" is not registered.',
      hint: 'The workflow must be active for a production URL to run successfully. You can activate the workflow using the toggle in the top-right of the editor.',
    }),
    'configuration',
    'HTTP_404',
    'n8n-off',
  ],
  [
    404,
    '{"code":404,"message":"This webhook is not registered for POST requests. Did you mean to make a GET request?"}',
    'configuration',
    'HTTP_404',
    'n8n-method',
  ],
  [410, 'There is no scenario listening for this webhook.', 'configuration', 'HTTP_410', 'make-off'],
  [404, 'There is no scenario listening for this webhook.', 'configuration', 'HTTP_404', 'make-off'],
  [400, 'Queue is full.', 'transient', 'HTTP_400', 'queue-full'],
  [403, '<html><h1>Error 403 - This web app is stopped.</h1></html>', 'configuration', 'HTTP_403', 'app-stopped'],
  [404, '<!DOCTYPE html><html><title>404 Not Found</title></html>', 'configuration', 'HTTP_404', 'not-found'],
  [400, flowError('SomethingNew', '…'), 'rejected', 'HTTP_400', 'refused-record'],
]

describe('a refusal over the wire:', () => {
  test.for(answers)('%i %s is %s (%s)', async ([status, body, kind, code, problem = '']) => {
    hook.receiver.answer(status, body, { 'retry-after': '9', location: '/elsewhere' })
    const { class: told, detail } = await failureOf(hook.open().deliver(deliveryOf(https)))
    expect([told, detail.code]).toEqual([kind, code])
    expect(findProblem(https.problems, detail)?.id ?? '').toBe(problem && `https-${problem}`)
    if (kind === 'transient') expect(detail.retryAt).toBeInstanceOf(Date)
    expect(hook.receiver.requests).toHaveLength(1)
  })
})

describe('without Retry-After', () => {
  test.for([
    [408, 'uncertain', 'https-time-out'],
    [529, 'uncertain', 'https-time-out'],
    [503, 'transient', 'https-unavailable'],
    [425, 'transient', undefined],
  ] as const)('%i is %s', async ([status, kind, problem]) => {
    hook.receiver.answer(status, '')
    const { class: told, detail } = await failureOf(hook.open().deliver(deliveryOf(https)))
    expect([told, findProblem(https.problems, detail)?.id]).toEqual([kind, problem])
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
    ...hook.tools,
    http: { request: async () => ({ status, headers: {}, text }), close: () => undefined },
  })
  const gone = flowError('WorkflowNotFound', '…')

  test('is named when it fails', async () => {
    const destination = https.open(https.settings.parse({ url }), through(404, gone))
    const error = await failureOf(destination.deliver(deliveryOf(https)))
    expect([error.class, error.detail.problem]).toEqual(['configuration', 'https-flow-moved'])
  })

  test('is warned of once, and works as a Logic App’s', async () => {
    const destination = https.open(https.settings.parse({ url }), through(202))
    await destination.deliver(deliveryOf(https))
    await destination.deliver(deliveryOf(https))
    expect(hook.tools.logged).toHaveLength(1)
    expect(hook.tools.logged[0]).toMatch(/^warn .*logic\.azure\.com/)
    expect(hook.tools.logged[0]).not.toMatch(/hidden/)
  })
})
