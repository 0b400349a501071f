/** A flow's code decides, or else the status. The words stand in problems.md. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { endpointProblems } from '../../src/outside/endpoint/problems.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'
import { flowProblems } from '../../src/outside/flow/problems.ts'

const names = { type: 'teams', thing: 'channel', waiting: 'messages' } as const

const own: readonly Signs[] = [
  {
    id: 'teams-flow-refused',
    class: 'configuration',
    codes: ['HTTP_401', 'HTTP_403', 'HTTP_404', 'HTTP_405', 'HTTP_410'],
  },
  { id: 'teams-card-refused', class: 'rejected', codes: ['HTTP_400', 'HTTP_422'] },
  { id: 'teams-not-posted' },
  { id: 'teams-connector-retired' },
]

export const problems: readonly Problem[] = readCatalogue(import.meta.dirname, [
  ...flowProblems({ ...names, trigger: 'When a Teams webhook request is received' }),
  ...own,
  ...entraProblems({ ...names, application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
  ...endpointProblems({ ...names, url: 'url' }),
])
