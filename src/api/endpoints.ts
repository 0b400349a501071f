/** Every operation of the management API. */
import { cancellationEndpoints } from './cancellations.ts'
import { configVersionEndpoints } from './config-versions.ts'
import { deliveryEndpoints } from './deliveries.ts'
import { destinationActionEndpoints } from './destination-actions.ts'
import { destinationEndpoints } from './destinations.ts'
import { dryRunEndpoints } from './dry-runs.ts'
import type { Endpoint } from './endpoint.ts'
import { erasureEndpoints } from './erasures.ts'
import { exportEndpoints } from './exports.ts'
import { firstPageEndpoints } from './first-page.ts'
import { importEndpoints } from './imports.ts'
import { leadEndpoints } from './leads.ts'
import { openapiEndpoint } from './openapi.ts'
import { overviewEndpoints } from './overview.ts'
import { problemEndpoints } from './problems.ts'
import { replayEndpoints } from './replays.ts'
import { reroutingEndpoints } from './reroutings.ts'
import { sourceEndpoints } from './sources.ts'
import { tallyEndpoints } from './tallies.ts'

const own: readonly Endpoint[] = [
  ...leadEndpoints,
  ...deliveryEndpoints,
  ...replayEndpoints,
  ...cancellationEndpoints,
  ...reroutingEndpoints,
  ...dryRunEndpoints,
  ...erasureEndpoints,
  ...exportEndpoints,
  ...importEndpoints,
  ...sourceEndpoints,
  ...destinationEndpoints,
  ...destinationActionEndpoints,
  ...problemEndpoints,
  ...firstPageEndpoints,
  ...overviewEndpoints,
  ...tallyEndpoints,
  ...configVersionEndpoints,
]

export const endpoints: readonly Endpoint[] = [...own, openapiEndpoint(own)]
