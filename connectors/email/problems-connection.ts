/** Reaching the mail server: encryption, certificate, address, port. */
import type { Problem } from '../../src/connector.ts'

const smtp = 'https://www.rfc-editor.org/rfc/rfc5321'

export const connectionProblems: readonly Problem[] = [
  {
    id: 'email-starttls-missing',
    wording: ['502 5.5.1 Command not implemented', '454 4.7.0 TLS not available due to local problem'],
    cause: 'tls is starttls, and the server does not do it. Nothing is sent in clear instead.',
    remedy: ['Use port 587; or port 465 with tls: implicit.', 'Only for a relay in the same network: tls: none.'],
    link: 'https://www.rfc-editor.org/rfc/rfc3207',
  },
  {
    id: 'email-encryption-required',
    wording: [
      '530 5.7.0 Must issue a STARTTLS command first',
      '538 5.7.11 Encryption required for requested authentication mechanism',
    ],
    codes: ['5.7.11'],
    patterns: [/must issue a STARTTLS/i, /encryption required/i, /TLS required/i],
    cause: 'tls is none, and the server demands an encrypted connection.',
    remedy: ['Set tls: starttls with port 587, or tls: implicit with port 465.'],
    link: 'https://www.rfc-editor.org/rfc/rfc3207',
  },
  {
    id: 'email-encryption-mismatch',
    wording: ['wrong version number', 'does not speak TLS on that port', 'agree on no encryption'],
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO', 'ETLS', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
    cause: 'Port and tls do not fit together, or the server knows only encryption that is no longer safe.',
    remedy: [
      '587 goes with tls: starttls, 465 with tls: implicit.',
      'If they fit: renew the server’s TLS (1.2 at least).',
    ],
    link: 'https://www.rfc-editor.org/rfc/rfc8314',
  },
  {
    id: 'email-certificate',
    wording: ['its certificate has expired', 'its certificate is self-signed', 'its certificate is for another name'],
    codes: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    cause: 'Nobody this machine trusts vouches for the server’s certificate, or it names another host.',
    remedy: [
      'Write into host the name the certificate is for, not an address.',
      'For a certificate authority of your own: start the hub with NODE_EXTRA_CA_CERTS=/path/to/ca.pem.',
      'Otherwise renew the server’s certificate, with its whole chain.',
    ],
    link: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
  },
  {
    id: 'email-host-unknown',
    wording: ['no such host; check the address'],
    codes: ['ENOTFOUND'],
    cause: 'The name in host does not exist.',
    remedy: ['Check host for typing errors; Microsoft 365: smtp.office365.com, Google: smtp.gmail.com.'],
    link: smtp,
  },
  {
    id: 'email-private-network',
    wording: ['the address lies in a private network; allow it with delivery.allowNetworks'],
    codes: ['ERR_PRIVATE_NETWORK'],
    cause: 'host is inside your own network, which destinations may reach only when you say so.',
    remedy: ['Add the network to the destination: delivery: { allowNetworks: ["10.1.0.0/16"] }.'],
    link: 'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
  },
  {
    id: 'email-not-smtp',
    wording: ['does not speak SMTP on port'],
    codes: ['NOT_SMTP'],
    cause: 'Something answers on that port, and it is no mail server: a web server, or a TLS port reached in clear.',
    remedy: ['Check host and port: 587 with tls: starttls, 465 with tls: implicit.'],
    link: smtp,
  },
  {
    id: 'email-unreachable',
    wording: ['gave no answer in time', 'the connection failed (ECONNREFUSED)'],
    codes: ['ETIMEDOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'],
    cause:
      'Nothing answers on that port. Clouds block port 25 outward (Azure, Google Cloud, AWS); port 465 says nothing without tls: implicit.',
    remedy: ['Use port 587 with tls: starttls.', 'Check the firewall between this machine and the server.'],
    link: 'https://learn.microsoft.com/troubleshoot/azure/virtual-network/troubleshoot-outbound-smtp-connectivity',
  },
]
