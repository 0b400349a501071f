/** Every operation of the management API. */
import { deliveryEndpoints } from './deliveries.ts'
import { destinationActionEndpoints } from './destination-actions.ts'
import { destinationEndpoints } from './destinations.ts'
import type { Endpoint } from './endpoint.ts'
import { leadEndpoints } from './leads.ts'
import { openapiEndpoint } from './openapi.ts'
import { overviewEndpoints } from './overview.ts'
import { problemEndpoints } from './problems.ts'
import { replayEndpoints } from './replays.ts'

const own: readonly Endpoint[] = [
  ...leadEndpoints,
  ...deliveryEndpoints,
  ...replayEndpoints,
  ...destinationEndpoints,
  ...destinationActionEndpoints,
  ...problemEndpoints,
  ...overviewEndpoints,
]

export const endpoints: readonly Endpoint[] = [...own, openapiEndpoint(own)]
