/** What a status means where the receiver says no more. */
import type { Problem } from '../../src/connector.ts'

const spec = 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md'
const http = 'https://www.rfc-editor.org/rfc/rfc9110.html#name-status-codes'

export const answerProblems: readonly Problem[] = [
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
]
