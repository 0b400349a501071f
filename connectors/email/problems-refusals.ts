/** What a mail server refuses: the sender, its organisation, the recipients, the mail. */
import type { Problem } from '../../src/connector.ts'

const statusCodes = 'https://www.rfc-editor.org/rfc/rfc3463'
const ndr =
  'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online'

export const refusalProblems: readonly Problem[] = [
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
    wording: [
      '550 5.1.8 Access denied, bad outbound sender',
      '550 5.7.501 Access denied, spam abuse detected.',
      '550 5.7.502 Access denied, banned sender.',
    ],
    codes: ['5.1.8', '5.7.501', '5.7.502', '5.7.503'],
    cause: 'Exchange Online has blocked the account in from because it sent what looked like spam or abuse.',
    remedy: [
      'Find out whether the account was taken over: Defender portal > Email & collaboration > Explorer, mails sent by it. Change its password and revoke its sessions.',
      'Microsoft Defender portal (security.microsoft.com) > Email & collaboration > Review > Restricted entities > the account > Unblock. It takes up to an hour.',
      '5.7.501 to 5.7.503, and not in that list: Microsoft 365 admin centre > Support > Help & support: ask to have the sender unblocked, with the code.',
      'Check the destination; its leads then flow in order.',
    ],
    link: ndr,
  },
  {
    id: 'email-tenant-blocked',
    wording: [
      '550 5.7.705 Access denied, tenant has exceeded threshold.',
      '550 5.7.708 Access denied, traffic not accepted from this IP.',
      '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains.',
    ],
    codes: ['5.7.705', '5.7.708', '5.7.750'],
    cause:
      'Microsoft 365 takes no mail from your whole organisation: too much spam left it or its connector (5.7.705), it is new or on trial and its sending addresses have no good name yet (5.7.708), or a relay sends from a domain that is not registered (5.7.750).',
    remedy: [
      '5.7.705: Defender portal > Email & collaboration > Review > Restricted entities: find the account or connector that was taken over, secure it, unblock it.',
      '5.7.750: Microsoft 365 admin centre > Settings > Domains > Add domain: add and verify the domain in from; let the relay send from no other.',
      '5.7.708: pay for the subscription if it is on trial, and send from a verified domain of your own, not from onmicrosoft.com.',
      'Then: Microsoft 365 admin centre > Support > Help & support: ask to lift the block, with the code and a message trace.',
      'Meanwhile send through another SMTP service: host, username, password, from.',
    ],
    link: ndr,
  },
  {
    id: 'email-daily-limit',
    wording: [
      '550 5.4.5 Daily user sending limit exceeded.',
      '5.1.90 Your message can’t be sent because you’ve reached your daily limit for message recipients',
      '550 5.7.233 Your message can’t be sent because your tenant exceeded its daily limit for sending email to external recipients',
    ],
    codes: ['5.4.5', '5.1.90', '5.7.232', '5.7.233', '5.7.508'],
    cause:
      'The account has sent as many mails as its provider allows in 24 hours. Leads wait and go out by themselves.',
    remedy: [
      'Choose per: digest, which sends one mail for many leads.',
      '5.7.232, 5.7.233: Exchange admin centre > Reports > Mail flow > Tenant Outbound External Recipients shows who uses the limit; more licences raise it.',
      'Or use an account or relay with a higher limit.',
    ],
    link: 'https://support.google.com/a/answer/166852',
  },
  {
    id: 'email-recipients-refused',
    wording: [
      '550 5.1.1 The email account that you tried to reach does not exist.',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      '550 5.1.1 Recipient address rejected: User unknown',
      '554 5.5.1 Error: no valid recipients',
    ],
    codes: ['5.1.1', '5.1.10', '5.1.2', '5.1.3', '5.1.6', '5.2.1', '5.2.2', '5.4.1', '5.7.504', '5.7.505'],
    patterns: [
      /no valid recipients|need rcpt|valid RCPT/i,
      /user unknown/i,
      /recipient address rejected/i,
      /recipient ?not ?found/i,
      /mailbox (is )?(full|unavailable)/i,
    ],
    cause:
      'The server refuses every address in to: mistyped, gone, or full. (If it takes one of them, the mail counts as delivered and the receipt names the others.)',
    remedy: [
      'Compare each address in to with the mailbox’s own, letter by letter; does a mail from your own mailbox reach it?',
      'Gone or renamed: enter the new address. Full: empty the mailbox. Blocked from outside: have its administrator allow it.',
      '5.4.1: the domain does not know the address (Exchange Online: Mail flow > Accepted domains, type Authoritative).',
      'Check the destination, then release it: its leads flow in order.',
    ],
    link: statusCodes,
  },
  {
    id: 'email-recipient-restricted',
    wording: [
      '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required',
      '550 5.7.124 Sender not in allowed-senders list',
    ],
    codes: ['5.7.12', '5.7.13', '5.7.124', '5.7.133', '5.7.134', '5.7.136', '5.7.193'],
    cause: 'A mailbox, group or team in to takes mail only from senders inside its organisation, or from certain ones.',
    remedy: [
      'Group: Exchange admin centre > Recipients > Groups > the group > Settings > Edit delivery management: allow senders outside the organisation, or add the address in from.',
      'Mailbox: Exchange admin centre > Recipients > Mailboxes > the mailbox > Manage mail flow settings > Message delivery restriction.',
      'Teams channel (5.7.193): channel > Get email address > advanced settings: anyone can send.',
      'Check the destination.',
    ],
    link: ndr,
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
      '550 5.7.511 Access denied, banned sender[203.0.113.7]',
    ],
    codes: ['5.7.606', '5.7.607', '5.7.511', '5.7.513', '5.7.25'],
    patterns: [/\b5\.7\.6\d\d\b/, /blocked using/i, /block ?list|black ?list|spamhaus/i, /banned sending IP/i],
    cause: 'The server refuses this machine’s address: it stands on a blocklist.',
    remedy: [
      'Send through your provider’s submission server, signed in, instead of straight to the recipient’s server.',
      'Microsoft (5.7.606 to 5.7.649): enter your mailbox and the address at https://sender.office.com, open the link in the mail that comes, Delist IP. It takes up to a day.',
      '5.7.511: mail delist@microsoft.com with the whole reply. Other lists: ask the operator that the reply names.',
      'Before that, find what sent spam from the address: a list takes it up again.',
    ],
    link: 'https://sender.office.com/',
  },
  {
    id: 'email-domain-not-authenticated',
    wording: [
      '550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
      '550 5.7.515 Access denied, sending domain does not meet the required authentication level',
      '550 5.7.509 Access denied, sending domain does not pass DMARC verification',
    ],
    codes: ['5.7.23', '5.7.26', '5.7.27', '5.7.509', '5.7.515'],
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
]
