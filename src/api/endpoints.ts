/** Every operation of the management API. */
import { alertEndpoints } from './alerts.ts'
import { approvalEndpoints } from './approvals.ts'
import { cancellationEndpoints } from './cancellations.ts'
import { changeEndpoints } from './changes.ts'
import { channelEndpoints } from './channels.ts'
import { configVersionEndpoints } from './config-versions.ts'
import { deliveryEndpoints } from './deliveries.ts'
import { deliveryDryRunEndpoints } from './delivery-dry-runs.ts'
import { destinationActionEndpoints } from './destination-actions.ts'
import { destinationFactEndpoints } from './destination-facts.ts'
import { destinationEndpoints } from './destinations.ts'
import { dryRunEndpoints } from './dry-runs.ts'
import type { Endpoint } from './endpoint.ts'
import { erasureEndpoints } from './erasures.ts'
import { exportEndpoints } from './exports.ts'
import { firstPageEndpoints } from './first-page.ts'
import { importEndpoints } from './imports.ts'
import { leadRoutingEndpoints } from './lead-routing.ts'
import { leadEndpoints } from './leads.ts'
import { lookupEndpoints } from './lookups.ts'
import { openapiEndpoint } from './openapi.ts'
import { overviewEndpoints } from './overview.ts'
import { personEndpoints } from './persons.ts'
import { problemEndpoints } from './problems.ts'
import { reconciliationEndpoints } from './reconciliations.ts'
import { referralEndpoints } from './referrals.ts'
import { releaseEndpoints } from './releases.ts'
import { replayEndpoints } from './replays.ts'
import { reportEndpoints } from './report.ts'
import { reroutingEndpoints } from './reroutings.ts'
import { routeEndpoints } from './routes.ts'
import { sessionEndpoints } from './sessions.ts'
import { settlementEndpoints } from './settlements.ts'
import { silenceEndpoints } from './silence.ts'
import { sourceTestEndpoints } from './source-tests.ts'
import { sourceEndpoints } from './sources.ts'
import { tallyEndpoints } from './tallies.ts'
import { turningPointEndpoints } from './turning-points.ts'

const own = [
  ...sessionEndpoints,
  ...leadEndpoints,
  ...personEndpoints,
  ...leadRoutingEndpoints,
  ...deliveryEndpoints,
  ...replayEndpoints,
  ...lookupEndpoints,
  ...cancellationEndpoints,
  ...settlementEndpoints,
  ...reroutingEndpoints,
  ...approvalEndpoints,
  ...dryRunEndpoints,
  ...deliveryDryRunEndpoints,
  ...erasureEndpoints,
  ...exportEndpoints,
  ...importEndpoints,
  ...sourceEndpoints,
  ...sourceTestEndpoints,
  ...silenceEndpoints,
  ...routeEndpoints,
  ...destinationEndpoints,
  ...destinationActionEndpoints,
  ...destinationFactEndpoints,
  ...turningPointEndpoints,
  ...releaseEndpoints,
  ...reconciliationEndpoints,
  ...referralEndpoints,
  ...problemEndpoints,
  ...firstPageEndpoints,
  ...overviewEndpoints,
  ...tallyEndpoints,
  ...configVersionEndpoints,
  ...alertEndpoints,
  ...channelEndpoints,
  ...reportEndpoints,
  ...changeEndpoints,
] satisfies readonly Endpoint[]

/** One of the operations, with the types of its requests and answers. Clients import this type, and no code. */
export type Operation = (typeof own)[number]

export const endpoints: readonly Endpoint[] = [...own, openapiEndpoint(own)]
