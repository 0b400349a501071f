/** Which entry of the catalogue a refused sign-in at Azure Storage is: one code has several causes, told apart by words. */
import { DeliveryError } from '../failure.ts'

/** By the words of AuthenticationErrorDetail. The class is the same for all. */
const told: readonly [RegExp, string][] = [
  [/not valid in the specified time frame|signature (has )?expired/i, 'sas-expired'],
  [/date header.{0,40}(too old|incorrect|invalid)|request date header|lifetime validation failed/i, 'clock'],
  [/(audience|issuer) validation failed/i, 'entra-token'],
  // Azurite says AuthorizationFailure of a wrong key, in these words; the service says it of its firewall.
  [/authenticate the request/i, 'authentication'],
]

/**
 * @param type of the connector: begins the id.
 * @param byToken it signs in with Microsoft Entra ID, so that no key and no SAS is to blame.
 */
export function storageProblem(failure: DeliveryError, type: string, byToken: boolean): DeliveryError {
  const { code = '', excerpt = '' } = failure.detail
  if (failure.detail.problem || !signIn.test(code)) return failure
  const found = told.find(([pattern]) => pattern.test(excerpt))?.[1] ?? (isRefused.test(code) ? 'authentication' : '')
  const key = byToken && found === 'authentication' ? 'entra-token' : found
  return key ? new DeliveryError(failure.class, { ...failure.detail, problem: `${type}-${key}` }) : failure
}

const isRefused = /^AuthenticationFailed$|^(Invalid|No)Authentication/
const signIn = /^AuthenticationFailed$|^(Invalid|No)Authentication|^AuthorizationFailure$/
