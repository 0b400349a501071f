import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'
import { flowProblems } from './problems-flow.ts'

const spec = 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md'
const http = 'https://www.rfc-editor.org/rfc/rfc9110.html#name-status-codes'
const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

const receiverProblems: readonly Problem[] = [
  {
    id: 'https-unauthorized',
    wording: ['401 Unauthorized'],
    codes: ['HTTP_401'],
    cause: 'The receiver wants a sign-in, or refuses the one it was given.',
    remedy: [
      'Compare bearerToken, username and password, apiKey or the headers with what the receiver’s owner gave you.',
      'An Azure Function wants its key in x-functions-key: set apiKeyHeader, or keep ?code= in the URL.',
      'A signed request it refuses: compare secret with the receiver’s, and this machine’s clock with a public one.',
    ],
    link: http,
  },
  {
    id: 'https-forbidden',
    wording: ['403 Forbidden'],
    codes: ['HTTP_403'],
    cause:
      'The receiver knows the caller and does not let it in: a missing right, an address not on its list, a suspended flow.',
    remedy: [
      'Ask the receiver’s owner to admit this caller, or the address Leadyard leaves from.',
      'A flow: look in Power Automate whether it is suspended, and turn it on again.',
    ],
    link: http,
  },
  {
    id: 'https-not-found',
    wording: ['404 Not Found'],
    codes: ['HTTP_404'],
    cause: 'Nobody receives at this address: a typing error, or the receiver has moved.',
    remedy: [
      'Copy the URL again from the receiver, whole, with everything behind the question mark.',
      'Is the receiver an automation (n8n, Make, Zapier, Pipedream)? Open it there and switch it on; while it is off, its address is not known.',
    ],
    link: http,
  },
  {
    id: 'https-n8n-off',
    wording: [
      'The requested webhook "POST leads" is not registered.',
      'The workflow must be active for a production URL to run successfully.',
      "Click the 'Execute workflow' button on the canvas, then try again.",
    ],
    patterns: [/The requested webhook .{1,300} is not registered/i, /workflow must be active for a production URL/i],
    cause: 'n8n knows no active workflow at this address: the workflow is switched off, or the URL is the test URL.',
    remedy: [
      'n8n: open the workflow and switch it on: Publish, or in older editions the toggle Active at the top right.',
      'Webhook node > Webhook URLs > Production URL: copy it into url. The test URL (/webhook-test/) hears one call only.',
      'Compare the node’s Path with the end of url. Check the destination; its leads then flow in order.',
    ],
    link: 'https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/common-issues/',
  },
  {
    id: 'https-n8n-method',
    wording: ['This webhook is not registered for POST requests. Did you mean to make a GET request?'],
    patterns: [/webhook is not registered for POST requests/i],
    cause: 'The workflow of n8n is on, but its Webhook node takes another method than POST.',
    remedy: ['n8n: Webhook node > HTTP Method: POST. Save, and publish the workflow again.'],
    link: 'https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/',
  },
  {
    id: 'https-make-off',
    wording: ['There is no scenario listening for this webhook.'],
    patterns: [/no scenario listening for this webhook/i],
    cause:
      'In Make the scenario of this webhook is switched off or deleted, or uses the webhook no more. Make takes a webhook without a scenario out of service after five days.',
    remedy: [
      'Make: Scenarios > the scenario > switch it on (Active, or Scheduling ON, at the bottom left of the editor), with schedule Immediately.',
      'Its first module must be Webhooks > Custom webhook with this address: Copy address to clipboard, and compare it with url.',
      'If the webhook is gone, add a new one and put its address into url. Check the destination.',
    ],
    link: 'https://help.make.com/webhooks',
  },
  {
    id: 'https-queue-full',
    wording: ['Queue is full.'],
    cause: 'Make keeps what it has not worked off in a queue, and that queue is full. Leads wait and are tried again.',
    remedy: [
      'Make: Webhooks > the webhook > Queue: see whether the scenario is on and keeps up.',
      'Run the scenario more often, or without sequential processing; or lower delivery.rate of the destination.',
    ],
    link: 'https://help.make.com/webhooks',
  },
  {
    id: 'https-app-stopped',
    wording: ['Error 403 - This web app is stopped.'],
    patterns: [/this web app is stopped/i],
    cause: 'The receiver is an Azure Function or App Service, and it is stopped.',
    remedy: [
      'Azure portal > Function App (or App Services) > the app > Overview > Start.',
      'If it stops again, look at its plan: Overview > Quotas, and the status of its subscription.',
    ],
    link: 'https://learn.microsoft.com/troubleshoot/azure/app-service/web-apps-faqs',
  },
  {
    id: 'https-method',
    wording: ['405 Method Not Allowed'],
    codes: ['HTTP_405'],
    cause: 'The address does not take POST: usually a page beside the receiver.',
    remedy: ['Copy the receiver’s own URL; in a flow the trigger’s method is POST.'],
    link: http,
  },
  {
    id: 'https-proxy',
    wording: ['407 Proxy Authentication Required'],
    codes: ['HTTP_407'],
    cause: 'A proxy on the way wants a sign-in.',
    remedy: ['Let Leadyard’s machine out to the receiver directly.'],
    link: http,
  },
  {
    id: 'https-gone',
    wording: ['410 Gone'],
    codes: ['HTTP_410'],
    cause: 'The receiver was removed for good and asks not to be called again (Standard Webhooks).',
    remedy: [
      'Is the receiver an automation? Open it there and switch it on again; some take an unused address out of service.',
      'Ask its owner for the new address and put it into url, or take the destination out of config.yaml.',
    ],
    link: spec,
  },
  {
    id: 'https-redirect',
    wording: ['301 Moved Permanently', '302 Found', '307 Temporary Redirect', '308 Permanent Redirect'],
    codes: ['HTTP_301', 'HTTP_302', 'HTTP_303', 'HTTP_307', 'HTTP_308'],
    cause:
      'The receiver points elsewhere. A lead is not sent after a redirect: it may lead anywhere, often to a login page.',
    remedy: ['Open the URL, see where it ends, and enter that address.'],
    link: spec,
  },
  {
    id: 'https-web-page',
    wording: ['A web page answered, not a receiver of leads'],
    codes: ['WEB_PAGE'],
    cause:
      'A web page came back with a success status: a login page, a parking page, a portal. That proves no receipt.',
    remedy: [
      'Check the URL.',
      'If the receiver really answers with a page, say which statuses mean taken: expect: [200].',
    ],
    link: http,
  },
  {
    id: 'https-no-receipt',
    wording: ['without the record’s id that the setting receipt asks for'],
    codes: ['NO_RECEIPT'],
    cause: 'The answer does not hold what receipt names.',
    remedy: ['Look at the answer kept with the attempt and correct receipt, e.g. body.id; or remove the setting.'],
    link: http,
  },
  {
    id: 'https-refused-record',
    wording: ['400 Bad Request', '422 Unprocessable Content'],
    codes: ['HTTP_400', 'HTTP_422'],
    cause:
      'The receiver understood the request and refuses this lead. Three in a row hold the destination: then the mapping is at fault.',
    remedy: ['Read the receiver’s answer kept with the attempt.', 'Mend the lead or the mapping and replay.'],
    link: http,
  },
  {
    id: 'https-conflict',
    wording: ['409 Conflict'],
    codes: ['HTTP_409'],
    cause: 'The receiver says it conflicts with what it has: often that it took this lead before.',
    remedy: ['If the receiver answers 409 to a webhook-id it has seen, set receiverDedupes: true.'],
    link: spec,
  },
  {
    id: 'https-content-type',
    wording: ['415 Unsupported Media Type'],
    codes: ['HTTP_415'],
    cause: 'The receiver does not take application/json.',
    remedy: ['Point the URL at a receiver of JSON.'],
    link: http,
  },
  {
    id: 'https-too-large',
    wording: ['413 Content Too Large'],
    codes: ['HTTP_413'],
    cause: 'The lead is larger than the receiver takes.',
    remedy: ['Set maxLength on Description in the mapping and replay.'],
    link: http,
  },
  {
    id: 'https-busy',
    wording: ['429 Too Many Requests'],
    codes: ['HTTP_429'],
    cause: 'The receiver asks to slow down. Leads wait as long as it says.',
    remedy: ['Nothing for a while.', 'If it lasts, lower delivery.rate of the destination.'],
    link: spec,
  },
  {
    id: 'https-unavailable',
    wording: ['503 Service Unavailable'],
    codes: ['HTTP_503', 'HTTP_521', 'HTTP_523', 'HTTP_525', 'HTTP_526'],
    cause:
      'The receiver, or the gateway before it, is down for now: a restart, a deployment, an overload. Leads wait and are tried again.',
    remedy: [
      'Nothing for a while: Retry-After is obeyed, else the schedule of tries.',
      'If it lasts, ask the receiver’s owner whether it runs; an Azure Function or App Service may be stopped in the portal.',
    ],
    link: spec,
  },
  {
    id: 'https-gateway',
    wording: ['502 Bad Gateway', '504 Gateway Timeout', '504 Gateway Time-out', 'error code: 524'],
    codes: ['HTTP_502', 'HTTP_504', 'HTTP_520', 'HTTP_522', 'HTTP_524'],
    cause:
      'A gateway in front of the receiver (nginx, Cloudflare, AWS, Azure) got no whole answer from it. The receiver may have taken the lead before, so Leadyard does not send it again by itself.',
    remedy: [
      'Look at the receiver whether the lead is there; the request’s webhook-id is the delivery’s id.',
      'If it is there, settle the delivery as delivered; if not, replay it.',
      'Have the receiver answer first and work afterwards, or look why it broke off: its log names the moment.',
      'If the receiver keeps each webhook-id once, set receiverDedupes: true, and such leads are sent again by themselves.',
    ],
    link: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-502-bad-gateway',
  },
  {
    id: 'https-work-failed',
    wording: ['Error in workflow', 'Scenario failed to complete.'],
    cause:
      'The automation (n8n, Make) took the lead and failed at one of its steps. What stood before that step has been done.',
    remedy: [
      'n8n: Executions, or Make: History: open the run of that moment and see how far it came.',
      'Correct the step that failed. Finish the run there (Retry), and settle the delivery as delivered; or replay it here.',
      'Let the automation answer at once (n8n: Respond > Immediately; Make: no Webhook response at the end), so that Leadyard is not told of later steps.',
    ],
    link: 'https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/',
  },
  {
    id: 'https-mapping',
    wording: ['a name cannot be a text and an object'],
    codes: ['FIELD_CLASH'],
    cause: 'The mapping holds a and a.b, or an empty name between two dots.',
    remedy: ['Rename one of them in the destination’s mapping and reload.'],
    link: marketplace,
  },
  {
    id: 'https-labels-only',
    wording: ['the mail of the flow holds labels only and no values'],
    cause:
      'The flow reads other names than were sent; casing counts. (Microsoft itself sends camelCase where its article shows PascalCase.)',
    remedy: [
      'In the flow’s trigger, Use sample payload to generate schema: paste a body from docs, and insert the fields anew.',
      'Or rename the fields in the destination’s mapping, with body: fields.',
    ],
    link: marketplace,
  },
  {
    id: 'https-certificate',
    wording: ['certificate has expired', 'self-signed certificate', 'unable to verify the first certificate'],
    codes: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    cause:
      'The receiver’s certificate cannot be trusted: expired, self-signed, for another name, or its chain is incomplete.',
    remedy: [
      'Have the receiver’s owner renew it and send the whole chain.',
      'A certificate authority of your own: start Leadyard with NODE_EXTRA_CA_CERTS=/path/ca.pem.',
    ],
    link: 'https://nodejs.org/api/tls.html#x509-certificate-error-codes',
  },
  {
    id: 'https-tls',
    wording: ['wrong version number', 'EPROTO'],
    codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    cause: 'The port does not speak TLS.',
    remedy: ['Check the port in the URL.'],
    link: 'https://nodejs.org/api/tls.html',
  },
  {
    id: 'https-no-such-host',
    wording: ['getaddrinfo ENOTFOUND'],
    codes: ['ENOTFOUND', 'ERR_INVALID_URL'],
    cause: 'No such host: a typing error, or the receiver was removed.',
    remedy: ['Check the host name in url.'],
    link: 'https://nodejs.org/api/dns.html#error-codes',
  },
  {
    id: 'https-private-address',
    wording: ['the address lies in a private network'],
    codes: ['ERR_PRIVATE_NETWORK'],
    cause: 'The host is in a private network, and this destination may not enter it.',
    remedy: ['Allow the network at the destination: delivery.allowNetworks: ["10.1.0.0/16"].'],
    link: 'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
  },
  ...entraProblems({ type: 'https', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
]

export const problems: readonly Problem[] = [...flowProblems, ...receiverProblems]
