import { configuration, type DeliveryError, transient, uncertain } from '../failure.ts'
import { ClaimOver, claimOver } from './claim.ts'

export interface Phase {
  /** The request was handed to a connection: bytes may have reached the far end. */
  sent: boolean
}

/** The deadline came, or the caller gave the request up. */
export class Canceled extends Error {
  readonly code = 'ERR_CANCELED'
  constructor({ reason }: AbortSignal) {
    super('canceled', { cause: reason })
  }
}

/** No server answers by that name, or the peer cannot be trusted: a person must act. */
const misconfigured = new Map([
  ['ENOTFOUND', 'no such host; check the address'],
  ['ERR_INVALID_URL', 'the address is not a valid URL'],
  ['ERR_INVALID_CHAR', 'a header of the request holds what HTTP does not allow; check the settings'],
  ['ERR_PRIVATE_NETWORK', 'the address lies in a private network; allow it with delivery.allowNetworks'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate chain is self-signed'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate chain is incomplete'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the issuer of its certificate is not known here'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['EPROTO', 'it does not speak TLS on that port'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS on that port'],
])

/** What a failed exchange means, by Node's error code and by whether anything can have reached the far end. */
export function networkFailure(error: unknown, phase: Phase, host: string, aborted: boolean): DeliveryError {
  const code = codeOf(error)
  const hint = misconfigured.get(code)
  if (hint && !phase.sent) return configuration({ message: `${host}: ${hint}`, code, cause: error })
  if (code === tooLarge && phase.sent) {
    return uncertain({ message: `${host} sent a larger reply than is read`, code, cause: error })
  }
  if (code === claimOver) return transient({ message: new ClaimOver().message, code, cause: error })
  if (phase.sent && (code === unreadable || corrupt.test(code))) {
    const message = `${host} sent a reply that cannot be read`
    return uncertain({ message, code: unreadable, cause: error })
  }
  const canceled = code === 'ERR_CANCELED' || code === 'ETIMEDOUT'
  const ended = aborted ? 'the request was aborted' : 'no reply in time'
  const what = canceled ? ended : `the connection failed (${code})`
  const named = canceled ? (aborted ? 'ABORTED' : 'ETIMEDOUT') : code
  if (!phase.sent) return transient({ message: `${host}: ${what} before anything was sent`, code: named, cause: error })
  return uncertain({ message: `${host}: ${what} after the request was sent`, code: named, cause: error })
}

const tooLarge = 'REPLY_TOO_LARGE'
const unreadable = 'UNREADABLE_REPLY'
/** How zlib, Brotli and Zstandard say that the bytes are not theirs. */
const corrupt = /^(Z_|ERR__ERROR_|ZSTD_error_)\w+$/

/** Undici's own codes, as Node and this table say it. */
const usualNames: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
  UND_ERR_DESTROYED: 'ECONNRESET',
  UND_ERR_CLOSED: 'ECONNRESET',
  UND_ERR_INFO: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_BODY_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_ABORTED: 'ETIMEDOUT',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: tooLarge,
  UND_ERR_HEADERS_OVERFLOW: tooLarge,
  UND_ERR_INVALID_ARG: 'ERR_INVALID_CHAR',
  UND_ERR_NOT_SUPPORTED: 'ERR_INVALID_CHAR',
}

function codeOf(error: unknown): string {
  for (let at = error; at && typeof at === 'object'; at = 'cause' in at ? at.cause : undefined) {
    if ('code' in at && typeof at.code === 'string') return usualNames[at.code] ?? at.code
    // Undici's parser has a reason for each, but no code.
    if ('name' in at && at.name === 'HTTPParserError') return unreadable
  }
  return 'UNKNOWN'
}
