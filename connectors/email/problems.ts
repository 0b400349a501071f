import type { Problem } from '../../src/connector.ts'
import { signInProblems } from './problems-sign-in.ts'

const smtp = 'https://www.rfc-editor.org/rfc/rfc5321'
const statusCodes = 'https://www.rfc-editor.org/rfc/rfc3463'
const ndr =
  'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online'
const leads =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

export const problems: readonly Problem[] = [
  ...signInProblems,
  {
    id: 'email-send-as-denied',
    wording: [
      '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
      '554 5.2.252 SendAsDenied; <user> not allowed to send as <sender>; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied',
      '553 5.7.1 Sender address rejected: not owned by user',
    ],
    codes: ['5.7.60', '5.2.252'],
    patterns: [/SendAsDenied/i, /permissions? to send as this sender/i, /sender address rejected: not owned/i],
    cause: 'The account that signs in may not send under the address in from.',
    remedy: [
      'Make from the address of username, or give that account the right:',
      'Exchange admin centre > Recipients > Mailboxes > the mailbox in from > Delegation > Send as > Edit > add the user > Save.',
      'It takes up to an hour.',
    ],
    link: ndr,
  },
  {
    id: 'email-sender-blocked',
    wording: ['550 5.1.8 Access denied, bad outbound sender'],
    codes: ['5.1.8'],
    cause: 'Exchange Online has blocked the account because it sent what looked like spam.',
    remedy: [
      'Find out whether the password was stolen; change it.',
      'Microsoft Defender portal > Email & collaboration > Review > Restricted entities > the account > Unblock.',
    ],
    link: ndr,
  },
  {
    id: 'email-daily-limit',
    wording: [
      '550 5.4.5 Daily user sending limit exceeded.',
      '5.1.90 Your message can’t be sent because you’ve reached your daily limit for message recipients',
    ],
    codes: ['5.4.5', '5.1.90'],
    cause:
      'The account has sent as many mails as its provider allows in 24 hours. Leads wait and go out by themselves.',
    remedy: ['Choose per: digest, or an account or relay with a higher limit.'],
    link: 'https://support.google.com/a/answer/166852',
  },
  {
    id: 'email-recipients-refused',
    wording: [
      '550 5.1.1 The email account that you tried to reach does not exist.',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      '550 5.1.1 Recipient address rejected: User unknown',
    ],
    codes: ['5.1.1', '5.1.10', '5.1.2', '5.1.3', '5.2.1', '5.2.2', '5.4.1'],
    patterns: [
      /user unknown/i,
      /recipient address rejected/i,
      /recipient ?not ?found/i,
      /mailbox (is )?(full|unavailable)/i,
    ],
    cause:
      'The server refuses every address in to: mistyped, gone, or full. (If it takes one of them, the mail counts as delivered and the receipt names the others.)',
    remedy: ['Mend the addresses in to, or the mailboxes behind them.'],
    link: statusCodes,
  },
  {
    id: 'email-relay-denied',
    wording: [
      '554 5.7.1 Relay access denied',
      '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain',
      '550 5.7.64 TenantAttribution; Relay Access Denied',
    ],
    codes: ['5.7.54', '5.7.64'],
    patterns: [/relay(ing)? (access )?denied/i, /unable to relay/i],
    cause: 'The server passes mail on only for those who sign in, or whose address it knows.',
    remedy: [
      'Set username and password and use the submission port 587.',
      'Or let the server’s administrator allow this machine’s address (Exchange Online: a connector of type “Your organization’s email server”).',
    ],
    link: ndr,
  },
  {
    id: 'email-blocklisted',
    wording: [
      '554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org',
      '550 5.7.606 Access denied, banned sending IP [203.0.113.7]',
    ],
    codes: ['5.7.606', '5.7.607', '5.7.708'],
    patterns: [/blocked using/i, /block ?list|black ?list|spamhaus/i, /banned sending IP/i],
    cause: 'The server refuses this machine’s address: it stands on a blocklist.',
    remedy: [
      'Send through your provider’s submission server, signed in, instead of straight to the recipient’s server.',
      'Or ask the list’s operator to take the address off: the reply names the list.',
    ],
    link: 'https://sender.office.com/',
  },
  {
    id: 'email-domain-not-authenticated',
    wording: [
      '550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
      '550 5.7.515 Access denied, sending domain does not meet the required authentication level',
    ],
    codes: ['5.7.26', '5.7.515'],
    cause: 'The domain in from does not vouch for the server that sends.',
    remedy: [
      'Add the sending server to the domain’s SPF record, and switch DKIM on at your provider.',
      'Or send from an address of a domain that your provider already signs for.',
    ],
    link: 'https://support.google.com/a/answer/81126',
  },
  {
    id: 'email-mail-refused',
    wording: [
      '554 5.6.0 Corrupt message content',
      '550 5.7.1 This message was blocked because its content presents a potential security issue.',
    ],
    codes: ['5.6.0'],
    patterns: [/blocked because its content/i, /message (content )?rejected/i, /classified as spam/i],
    cause: 'The server dislikes this very mail: a filter for spam or content.',
    remedy: [
      'Read the server’s words in the attempt; look for links or words of the lead that a filter may refuse.',
      'Include fewer lead properties (include, mapping), then replay.',
    ],
    link: statusCodes,
  },
  {
    id: 'email-too-large',
    wording: ['552 5.3.4 Message size exceeds fixed limit'],
    codes: ['MESSAGE_TOO_LARGE', '5.3.4', '5.2.3'],
    statuses: [552],
    cause: 'The mail is larger than the server takes.',
    remedy: ['Shorten the text in the mapping, or choose a shorter digestEvery; then replay.'],
    link: 'https://www.rfc-editor.org/rfc/rfc1870',
  },
  {
    id: 'email-digest-refused',
    wording: ['it is a digest of'],
    cause:
      'The server refuses the digest’s content. No single lead is to blame, so the destination waits for a person.',
    remedy: [
      'Choose a shorter digestEvery if it is too large, fewer properties in include if a filter refuses it.',
      'Or choose per: lead: the waiting leads then go out one by one.',
    ],
    link: statusCodes,
  },
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
  {
    id: 'email-uncertain',
    wording: ['whether it was taken is not known', 'it may have arrived'],
    codes: ['DIGEST_UNCERTAIN', 'UNTRUSTED_REPLY'],
    cause:
      'The connection ended after the mail was handed over and before the server’s answer. SMTP has no way to ask.',
    remedy: [
      'Look in the mailbox, or in the server’s message trace, for the Message-ID: it holds the delivery’s id.',
      'If it is there, settle the delivery as delivered; if not, replay it: the Message-ID stays the same.',
      'To repeat by itself, set whenUncertain: repeat; most mailboxes show a repeated Message-ID once.',
    ],
    link: 'https://www.rfc-editor.org/rfc/rfc1047',
  },
  {
    id: 'email-edu-lead-not-in-crm',
    wording: ['An email about the lead came, but the lead is not in the CRM'],
    cause:
      'The end user’s e-mail domain is .edu: Microsoft does not pass personal data of that domain to lead destinations.',
    remedy: [
      'Partner Center > Referrals > Leads: look for the lead there.',
      'Open a support ticket in Partner Center if it is not there. (Microsoft dropped this answer from its later pages.)',
    ],
    link: leads,
  },
  {
    id: 'email-no-contact-details',
    wording: ['An email about the lead came without any contact details'],
    cause: 'By design: Microsoft’s notice, and this connector’s mail by default, hold no personal data.',
    remedy: [
      'Look the lead up in its other destination; the mail names offer, time and lead id.',
      'If mail is a safe enough place for you, name the properties under include.',
    ],
    link: leads,
  },
]
