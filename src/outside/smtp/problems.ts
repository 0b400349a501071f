/**
 * The refusals of mail servers, shared by what sends mail: the codes and patterns of each, and its class. The words stand in
 * problems.md; the first match counts. Where an entry has no class, the moment of the refusal decides it: see replies.ts.
 */
import type { Problem } from '../../connector.ts'
import { filled, type Keeper, readCatalogue, type Signs } from '../catalogue.ts'
import { entraProblems } from '../entra/problems.ts'

/** A code of Exchange Online that stands for a range: `550 5.7.649 Access denied`. */
const range = (digits: string) => new RegExp(`^(?:\\d{3}[ -])?5\\.7\\.${digits}\\b`, 'm')

/**
 * Exchange Online says 5.7.139 for half a dozen reasons: only its words tell them apart, so no entry claims the code.
 */
const signIn: readonly Signs[] = [
  // SendGrid, Mailgun, Postmark, Amazon SES. Used-up credits come back with the day or the month, or never: a person is
  // told, and the probe of the held destination goes on by itself.
  {
    id: '{type}-account-stopped',
    class: 'configuration',
    patterns: [
      /sending paused for this account/i,
      /maximum credits exceeded/i,
      /account (has been|is|was) (temporarily )?(suspended|disabled|deactivated|blocked)/i,
    ],
  },
  { id: '{type}-smtp-auth-disabled', patterns: [/SmtpClientAuthentication is disabled/i] },
  {
    id: '{type}-basic-sign-in-retired',
    class: 'configuration',
    codes: ['5.7.30'],
    patterns: [/basic authentication is (disabled|not supported)/i],
  },
  {
    id: '{type}-sign-in-blocked-by-policy',
    patterns: [
      /did not meet the criteria to be authenticated/i,
      /security defaults policy/i,
      /5\.7\.\d+ .{0,200}conditional access/i,
    ],
  },
  {
    id: '{type}-app-password-needed',
    codes: ['5.7.9'],
    patterns: [/application-specific password/i, /please log in via your web browser/i],
  },
  {
    id: '{type}-sign-in-refused',
    codes: ['5.7.8', '5.7.3'],
    statuses: [535, 534],
    patterns: [/user credentials were incorrect/i, /authentication (failed|unsuccessful)/i, /invalid login/i],
  },
  { id: '{type}-token-refused' },
  { id: '{type}-sign-in-missing', class: 'configuration', onlyByLead: true, codes: ['5.7.57'], statuses: [530] },
  { id: '{type}-auth-not-offered', class: 'configuration', codes: ['AUTH_NOT_OFFERED'] },
  { id: '{type}-client-secret', codes: ['AADSTS7000215', 'AADSTS7000222', 'AADSTS70002', 'AADSTS50012'] },
  {
    id: '{type}-application-unknown',
    codes: [
      'AADSTS700016',
      'AADSTS700011',
      'AADSTS90002',
      'AADSTS900023',
      'AADSTS90013',
      'AADSTS90019',
      'AADSTS90023',
      'AADSTS70001',
      'AADSTS7000112',
    ],
  },
]

/**
 * What a mail server refuses: the sender, its organisation, the recipients, the mail. Codes of Exchange Online:
 * learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online.
 */
const refusals: readonly Signs[] = [
  {
    id: '{type}-send-as-denied',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.7.60', '5.2.252'],
    patterns: [
      /SendAsDenied/i,
      /permissions? to send as this sender/i,
      /sender address rejected: not (owned|logged in)/i,
    ],
  },
  {
    id: '{type}-sender-blocked',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.1.8', '5.7.501', '5.7.502', '5.7.503'],
    patterns: [/banned sender(?!\[)/i],
  },
  {
    id: '{type}-sender-not-verified',
    class: 'configuration',
    onlyByLead: true,
    patterns: [
      /email address is not verified/i,
      /verified sender identity/i,
      /domain .{0,100}is (unverified|not verified)/i,
      /not authorized to perform.{0,5}ses:/i,
    ],
  },
  {
    id: '{type}-tenant-blocked',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.7.705', '5.7.708', '5.7.750'],
    patterns: [range('7\\d\\d'), /traffic not accepted/i],
  },
  // A limit of the account, tenant or address for the day passes by itself.
  {
    id: '{type}-daily-limit',
    class: 'transient',
    everyLead: true,
    codes: ['5.4.5', '5.1.90', '5.7.232', '5.7.233', '5.7.508'],
    patterns: [/daily (message|sending|email) (quota|limit) exceeded/i],
  },
  {
    id: '{type}-rate-limit',
    class: 'transient',
    everyLead: true,
    patterns: [/too many e?-?mails per second/i, /throttling failure/i, /maximum sending rate exceeded/i],
  },
  {
    id: '{type}-recipients-refused',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.1.1', '5.1.10', '5.1.2', '5.1.3', '5.1.6', '5.2.1', '5.2.2', '5.4.1', '5.7.504', '5.7.505'],
    patterns: [/no valid recipients|need rcpt|valid RCPT/i],
  },
  // Some servers word any refusal of a mail so ("mailbox unavailable" is RFC 5321's text for 550): no class by words.
  {
    id: '{type}-recipient-unknown',
    patterns: [
      /user unknown/i,
      /recipient address rejected/i,
      /recipient ?not ?found/i,
      /mailbox (is )?(full|unavailable)/i,
    ],
  },
  {
    id: '{type}-recipient-restricted',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.7.12', '5.7.13', '5.7.124', '5.7.133', '5.7.134', '5.7.136', '5.7.193'],
  },
  {
    id: '{type}-relay-denied',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.7.54', '5.7.64'],
    patterns: [/relay(ing)? (access )?denied/i, /unable to relay/i, /not permitted to relay/i],
  },
  {
    id: '{type}-blocklisted',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.7.606', '5.7.607', '5.7.511', '5.7.513', '5.7.25'],
    patterns: [range('6\\d\\d'), /blocked using/i, /block ?list|black ?list|spamhaus/i, /banned send/i],
  },
  {
    id: '{type}-sending-server-refused',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.7.506', '5.7.507', '5.7.510'],
  },
  {
    id: '{type}-domain-not-authenticated',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.7.23', '5.7.26', '5.7.27', '5.7.29', '5.7.509', '5.7.515'],
  },
  {
    id: '{type}-mail-refused',
    class: 'rejected',
    codes: ['5.6.0'],
    patterns: [/blocked because its content/i, /message (content )?rejected/i, /classified as spam/i],
  },
  { id: '{type}-too-large', class: 'rejected', codes: ['MESSAGE_TOO_LARGE', '5.3.4', '5.2.3'], statuses: [552] },
  // 571 is no code of any RFC: servers that refuse a sender by policy use it without more.
  {
    id: '{type}-sender-refused',
    class: 'configuration',
    onlyByLead: true,
    codes: ['5.1.0', '5.1.7'],
    patterns: [/sender address rejected/i, /^571\b/m],
  },
  { id: '{type}-recipient-server', class: 'configuration', onlyByLead: true, patterns: [range('3\\d\\d')] },
]

/**
 * Reaching the mail server: encryption, certificate, address, port.
 */
const connection: readonly Signs[] = [
  { id: '{type}-starttls-missing' },
  {
    id: '{type}-encryption-required',
    codes: ['5.7.11'],
    patterns: [/must issue a STARTTLS/i, /encryption required/i, /TLS required/i],
  },
  {
    id: '{type}-encryption-mismatch',
    class: 'configuration',
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO', 'ETLS', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
  },
  {
    id: '{type}-certificate',
    codes: [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  },
  { id: '{type}-host-unknown', codes: ['ENOTFOUND'] },
  { id: '{type}-private-network', codes: ['ERR_PRIVATE_NETWORK'] },
  { id: '{type}-not-smtp', class: 'configuration', codes: ['NOT_SMTP'] },
  { id: '{type}-unreachable', codes: ['ETIMEDOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'] },
]

const general: readonly Signs[] = [{ id: '{type}-uncertain', class: 'uncertain', codes: ['UNTRUSTED_REPLY'] }]

const table = [...signIn, ...refusals, ...connection, ...general]

/** What to do depends on the settings, or on what is sent: the connector or channel says it in its own problems.md. */
const withOwnWords = [
  ...['account-stopped', 'daily-limit', 'rate-limit', 'recipient-unknown', 'mail-refused', 'too-large', 'uncertain'],
  'client-secret',
].map((key) => `{type}-${key}`)

const withSharedWords: readonly Problem[] = readCatalogue(
  import.meta.dirname,
  table.filter(({ id }) => !withOwnWords.includes(id)),
)

/** @param names `type`: of the connector or channel, with which each id begins. */
export function smtpProblems(names: Keeper & { type: string }): (Signs | Problem)[] {
  const entra = { application: 'applicationId', directory: 'directoryId', secret: 'applicationKey' }
  return [
    ...table.map((signs) => filled(withSharedWords.find(({ id }) => id === signs.id) ?? signs, names)),
    ...entraProblems({ ...names, ...entra }, ['secret', 'application', 'directory', 'disabled']),
  ]
}
