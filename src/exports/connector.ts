/**
 * `leadyard/connector`: all that a connector outside this repository needs of the hub. A connector imports from here and
 * from nowhere else in it; what is exported here changes with a line in the CHANGELOG.
 */

/** The hub's own zod: the settings of a connector are made with it, without a package to install. */
export { z } from 'zod'
export type * from '../connector.ts'
export {
  configuration,
  DeliveryError,
  type FailureClass,
  type FailureDetail,
  rejected,
  transient,
  uncertain,
} from '../failure.ts'
export type { FunnelStage, Lead, LeadAction, LeadSource, Offer, Person } from '../lead/lead.ts'
export { type Answer, type Circumstances, failureBy, meaningOf, problemById } from '../outside/answer.ts'
export { readCatalogue, type Signs } from '../outside/catalogue.ts'
export { withBearer } from '../outside/entra/bearer.ts'
export type { TokenSource } from '../outside/entra/tokens.ts'
export type { Http, HttpReply, HttpRequest } from '../outside/http.ts'
export { retryAfter, statusFailure } from '../outside/status.ts'
export { unsent } from '../outside/unsent.ts'
