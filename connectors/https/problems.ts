/** By what each answer is known. The words stand in problems.md; the first match counts. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'

const flows: readonly (Signs | Problem)[] = [
  { id: 'https-flow-authorization', codes: ['DirectApiAuthorizationRequired', 'DirectApiInvalidAuthorizationScheme'] },
  { id: 'https-flow-two-authorizations', codes: ['DirectApiRequestHasMoreThanOneAuthorization'] },
  { id: 'https-flow-claims', codes: ['MisMatchingOAuthClaims'] },
  { id: 'https-flow-signature', codes: ['DirectApiInvalidAuthorizationSignature'] },
  {
    id: 'https-flow-caller-address',
    codes: ['AuthorizationFailed'],
    patterns: [/is not in the allowed caller IP address ranges/i],
  },
  {
    id: 'https-flow-url-incomplete',
    codes: ['MissingApiVersionParameter', 'InvalidApiVersionParameter', 'TriggerRequestMethodNotValid'],
    patterns: [/api-version query parameter .{0,30}is required/i],
  },
  { id: 'https-flow-off', codes: ['WorkflowTriggerIsNotEnabled', 'WorkflowDisabled'] },
  { id: 'https-flow-schema', codes: ['TriggerInputSchemaMismatch'] },
  {
    id: 'https-flow-not-found',
    codes: ['WorkflowNotFound', 'WorkflowTriggerNotFound', 'WorkflowVersionNotFound', 'WorkflowTriggerVersionNotFound'],
    patterns: [/The workflow '[^']{0,100}' (trigger '[^']{0,100}' )?could not be found/],
  },
  { id: 'https-flow-moved' },
  { id: 'https-flow-late', codes: ['NoResponse', 'GatewayTimeout'] },
]

/**
 * What automations answer that are switched off, full or broken: n8n, Make, Azure Functions.
 */
const automations: readonly (Signs | Problem)[] = [
  {
    id: 'https-n8n-off',
    patterns: [/The requested webhook .{1,300} is not registered/i, /workflow must be active for a production URL/i],
  },
  { id: 'https-n8n-method', patterns: [/webhook is not registered for POST requests/i] },
  { id: 'https-make-off', patterns: [/no scenario listening for this webhook/i] },
  { id: 'https-queue-full' },
  { id: 'https-app-stopped', patterns: [/this web app is stopped/i] },
  { id: 'https-work-failed' },
]

/**
 * What a status means where the receiver says no more.
 */
const answers: readonly (Signs | Problem)[] = [
  { id: 'https-unauthorized', codes: ['HTTP_401'] },
  { id: 'https-forbidden', codes: ['HTTP_403'] },
  { id: 'https-not-found', codes: ['HTTP_404'] },
  { id: 'https-method', codes: ['HTTP_405'] },
  { id: 'https-proxy', codes: ['HTTP_407'] },
  { id: 'https-gone', codes: ['HTTP_410'] },
  { id: 'https-redirect', codes: ['HTTP_301', 'HTTP_302', 'HTTP_303', 'HTTP_307', 'HTTP_308'] },
  { id: 'https-web-page', codes: ['WEB_PAGE'] },
  { id: 'https-no-receipt', codes: ['NO_RECEIPT'] },
  { id: 'https-refused-record', codes: ['HTTP_400', 'HTTP_422'] },
  { id: 'https-conflict', codes: ['HTTP_409'] },
  { id: 'https-content-type', codes: ['HTTP_415'] },
  { id: 'https-too-large', codes: ['HTTP_413'] },
  { id: 'https-busy', codes: ['HTTP_429'] },
  { id: 'https-unavailable', codes: ['HTTP_503', 'HTTP_521', 'HTTP_523', 'HTTP_525', 'HTTP_526'] },
  {
    id: 'https-gateway',
    codes: ['HTTP_502', 'HTTP_504', 'HTTP_520', 'HTTP_522', 'HTTP_524', 'HTTP_530', 'HTTP_598', 'HTTP_599'],
  },
  { id: 'https-time-out' },
]

const general: readonly (Signs | Problem)[] = [
  { id: 'https-mapping', codes: ['FIELD_CLASH'] },
  { id: 'https-labels-only' },
  {
    id: 'https-certificate',
    codes: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  },
  { id: 'https-tls', codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'] },
  { id: 'https-no-such-host', codes: ['ENOTFOUND', 'ERR_INVALID_URL'] },
  { id: 'https-private-address', codes: ['ERR_PRIVATE_NETWORK'] },
  ...entraProblems({ type: 'https', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
]

export const problems = readCatalogue(import.meta.dirname, [...flows, ...automations, ...answers, ...general])
