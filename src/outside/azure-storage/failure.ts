/**
 * Classifies a failed call of Azure Storage by its code in the connector's table. The code stands in `x-ms-error-code`,
 * in OData JSON or in XML. Authentication errors are XML even if the request asked for JSON.
 */
import { isRestError } from '@azure/core-rest-pipeline'
import type { Problem } from '../../connector.ts'
import { DeliveryError, transient, uncertain } from '../../failure.ts'
import { failureBy, meaningOf } from '../answer.ts'
import type { HttpReply } from '../http.ts'
import { retryAfter, statusFailure } from '../status.ts'
import type { StorageService } from './credential.ts'
import { type StorageProblem, storageProblemId } from './problems.ts'

export interface StorageCalls {
  readonly service: StorageService
  /** The connector's table: its own entries and `storageProblems`. */
  readonly problems: readonly Problem[]
  /** Whether the sign-in uses Microsoft Entra ID, so that key and SAS cannot be the cause. @default false */
  readonly byToken?: boolean
  now(): Date
}

/** The result of a call, or the code and status of the service's refusal. */
export type Answered<T> = { readonly result: T } | { readonly refused: string; readonly status: number | undefined }

/**
 * Makes a call. A refusal with one of the `expected` codes is returned, not thrown.
 * @throws DeliveryError for every other failure; other errors are mistakes of our own.
 */
export async function answerOf<T>(
  call: () => Promise<T>,
  expected: readonly string[],
  calls: StorageCalls,
): Promise<Answered<T>> {
  try {
    return { result: await call() }
  } catch (failure) {
    const refused = storageCode(failure)
    if (refused !== undefined && expected.includes(refused)) return { refused, status: replyOf(failure)?.status }
    throw storageFailure(failure, calls)
  }
}

/** The service's own code in an SDK error or a reply; `undefined` if there is none. */
export function storageCode(failure: unknown): string | undefined {
  const reply = replyOf(failure)
  return reply && (reply.headers['x-ms-error-code'] ?? codeInBody(reply.text))
}

/**
 * Classifies an error of the SDK, or a reply. A DeliveryError of the hub's HTTP client is returned unchanged.
 * EntityAlreadyExists and BlobAlreadyExists prove that the lead has arrived, so callers expect these codes
 * (`answerOf`).
 * @throws any other error, because it is a mistake of our own.
 */
export function storageFailure(failure: unknown, calls: StorageCalls): DeliveryError {
  if (failure instanceof DeliveryError) return failure
  const reply = replyOf(failure)
  if (reply) return replyFailure(reply, calls)
  const name = failure instanceof Error ? failure.name : ''
  if (name === 'AbortError') {
    const message = `${nameOf(calls)}: the request was aborted before anything was sent`
    return transient({ message, code: 'ABORTED', cause: failure })
  }
  if (isRestError(failure)) {
    const message = `${nameOf(calls)}: the answer cannot be read`
    return uncertain({ message, code: failure.code ?? 'UNREADABLE_REPLY', cause: failure })
  }
  throw failure
}

/** The service answered without the required proof. */
export function unproven(service: StorageService, status: number): DeliveryError {
  const record = service === 'table' ? 'row' : 'lead'
  const message = `${nameOf({ service })} answered without the proof that the ${record} is written`
  return uncertain({ message, code: 'UNPROVEN', status })
}

function nameOf({ service }: Pick<StorageCalls, 'service'>): string {
  return service === 'table' ? 'Azure Table' : 'Azure Blob'
}

function replyFailure(reply: HttpReply, calls: StorageCalls): DeliveryError {
  const { status, text: excerpt } = reply
  const who = nameOf(calls)
  const now = calls.now()
  const code = storageCode(reply)
  if (!code) return statusFailure(reply, { who }, now)
  const problem = problemFor(code, excerpt, calls)
  if (!problem) return statusFailure(reply, { who, code }, now)
  const wait =
    problem.class === 'transient' ? retryAfter(reply.headers['retry-after'], now, reply.headers['date']) : undefined
  return failureBy(problem, { who, now }, { code, status, excerpt, ...(wait && { retryAt: wait }) })
}

/** Entries whose code has several causes; the text of the answer tells the cause. */
const ambiguous = ['authentication', 'firewall'] as const
const signIn = ['sas-expired', 'clock', 'entra-token', 'authentication'] as const

function problemFor(
  code: string,
  text: string,
  { service, problems, byToken = false }: StorageCalls,
): Problem | undefined {
  const among = (keys: readonly StorageProblem[]) => {
    const ids = keys.map((key) => storageProblemId(service, key))
    return problems.filter(({ id }) => ids.includes(id))
  }
  const known = meaningOf(problems, { code })
  if (!known || !among(ambiguous).includes(known)) return known
  const cause = meaningOf(among(signIn), { text }) ?? known
  return byToken && among(['authentication']).includes(cause) ? among(['entra-token'])[0] : cause
}

function replyOf(failure: unknown): HttpReply | undefined {
  if (isRestError(failure)) {
    if (!failure.response) return undefined
    const { status, headers, bodyAsText } = failure.response
    return { status, headers: headers.toJSON(), text: bodyAsText ?? '' }
  }
  return isReply(failure) ? failure : undefined
}

function isReply(value: unknown): value is HttpReply {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && 'text' in value
}

// Patterns instead of a parser: the documented error body of a batch is not valid JSON, and some bodies begin with a
// BOM.
const inBody = [/<(?:\w+:)?code[^>]*>\s*(\w+)\s*</i, /"(?:odata\.)?error"\s*:\s*\{\s*"code"\s*:\s*"(\w+)/i]

function codeInBody(text: string): string | undefined {
  const beginning = text.slice(0, 4_096)
  for (const pattern of inBody) {
    const code = pattern.exec(beginning)?.[1]
    if (code) return code
  }
}
