import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'
import { answerProblems } from './problems-answers.ts'
import { automationProblems } from './problems-automation.ts'
import { flowProblems } from './problems-flow.ts'

const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

export const problems: readonly Problem[] = [
  ...flowProblems,
  ...automationProblems,
  ...answerProblems,
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
