/**
 * The codes and patterns of each problem, and its class. The words stand in problems.md; the first match counts. A flow's
 * code decides the class, or else the receiver's status: see replies.ts.
 */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'
import { flowProblems } from '../../src/outside/flow/problems.ts'

const flows = flowProblems({ type: 'https', trigger: 'When an HTTP request is received' })

/** Answers of automations that are switched off, full or broken: n8n, Make, Azure Functions. */
const automations: readonly Signs[] = [
  {
    id: 'https-n8n-off',
    class: 'configuration',
    patterns: [/The requested webhook .{1,300} is not registered/i, /workflow must be active for a production URL/i],
  },
  { id: 'https-n8n-method', class: 'configuration', patterns: [/webhook is not registered for POST requests/i] },
  { id: 'https-make-off', class: 'configuration', patterns: [/no scenario listening for this webhook/i] },
  // Make's words (help.make.com/webhooks, "Webhook queue").
  { id: 'https-queue-full', class: 'transient', everyLead: true, patterns: [/^\s*Queue is full/i] },
  { id: 'https-app-stopped', class: 'configuration', patterns: [/this web app is stopped/i] },
  // n8n ("When last node finishes") and Make: steps before the failed one have been carried out.
  {
    id: 'https-work-failed',
    class: 'uncertain',
    patterns: [/"message":\s*"Error in workflow"|^\s*Scenario failed to complete/i],
  },
]

/** Statuses of a receiver that says nothing else. */
const statuses: readonly Signs[] = [
  { id: 'https-unauthorized', class: 'configuration', codes: ['HTTP_401'] },
  { id: 'https-forbidden', class: 'configuration', codes: ['HTTP_403'] },
  { id: 'https-not-found', class: 'configuration', codes: ['HTTP_404'] },
  { id: 'https-method', class: 'configuration', codes: ['HTTP_405'] },
  { id: 'https-proxy', class: 'configuration', codes: ['HTTP_407'] },
  { id: 'https-gone', class: 'configuration', codes: ['HTTP_410'] },
  {
    id: 'https-redirect',
    class: 'configuration',
    codes: ['HTTP_301', 'HTTP_302', 'HTTP_303', 'HTTP_307', 'HTTP_308'],
  },
  { id: 'https-web-page', class: 'configuration', codes: ['WEB_PAGE'] },
  { id: 'https-no-receipt', class: 'uncertain', codes: ['NO_RECEIPT'] },
  { id: 'https-unexpected-status', class: 'uncertain' },
  { id: 'https-refused-record', class: 'rejected', codes: ['HTTP_400', 'HTTP_422'] },
  { id: 'https-conflict', class: 'rejected', codes: ['HTTP_409'] },
  { id: 'https-content-type', class: 'rejected', codes: ['HTTP_415'] },
  { id: 'https-too-large', class: 'rejected', codes: ['HTTP_413'] },
  { id: 'https-busy', class: 'transient', everyLead: true, codes: ['HTTP_429'] },
  // 521, 523, 525 and 526 are Cloudflare's and come before any contact with the receiver.
  {
    id: 'https-unavailable',
    class: 'transient',
    codes: ['HTTP_503', 'HTTP_521', 'HTTP_523', 'HTTP_525', 'HTTP_526'],
  },
  /**
   * The receiver's answer is missing, or unfit to be passed on: the receiver may have done its work. 520, 522, 524 and 530
   * are Cloudflare's (developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors); AWS
   * answers 502 when a function ran and its result is not what was expected; 598 and 599 are proxies' time-outs. A plain
   * 503 counts as the receiver's own (docs/decisions.md, "A gateway's 503").
   */
  {
    id: 'https-gateway',
    class: 'uncertain',
    codes: ['HTTP_502', 'HTTP_504', 'HTTP_520', 'HTTP_522', 'HTTP_524', 'HTTP_530', 'HTTP_598', 'HTTP_599'],
  },
  // 408 and 529: some receivers answer so when their own work took too long.
  { id: 'https-time-out', class: 'uncertain' },
  // Any other 5xx.
  { id: 'https-failed', class: 'transient', codes: ['HTTP_500'] },
]

const general: readonly (Signs | Problem)[] = [
  { id: 'https-mapping', class: 'configuration', codes: ['FIELD_CLASH'] },
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
  // What an ended address on logic.azure.com may answer. It counts at such an address alone: entries above are found first.
  { id: 'https-flow-moved', codes: ['WorkflowNotFound', 'HTTP_401', 'HTTP_403', 'HTTP_404', 'ENOTFOUND'] },
]

export const problems = readCatalogue(import.meta.dirname, [...flows, ...automations, ...statuses, ...general])
