/** The codes of each problem, and its class. The words stand in problems.md. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { endpointProblems } from '../../src/outside/endpoint/problems.ts'

const statuses: readonly Signs[] = [
  { id: 'webhook-unauthorized', class: 'configuration', codes: ['HTTP_401', 'HTTP_403'] },
  { id: 'webhook-not-found', class: 'configuration', codes: ['HTTP_404', 'HTTP_405'] },
  { id: 'webhook-gone', class: 'configuration', codes: ['HTTP_410'] },
  { id: 'webhook-template', class: 'configuration', codes: ['TEMPLATE'] },
  { id: 'webhook-refused', class: 'rejected', codes: ['HTTP_400', 'HTTP_409', 'HTTP_415', 'HTTP_422'] },
]

export const problems: readonly Problem[] = readCatalogue(import.meta.dirname, [
  ...statuses,
  ...endpointProblems({ type: 'webhook', url: 'url', thing: 'channel', waiting: 'messages' }),
])
