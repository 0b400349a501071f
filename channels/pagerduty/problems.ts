/** What PagerDuty answers: developer.pagerduty.com/docs/events-api-v2-overview ("Response codes"). */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { endpointProblems } from '../../src/outside/endpoint/problems.ts'

const own: readonly Signs[] = [
  {
    id: 'pagerduty-integration-key',
    class: 'configuration',
    codes: ['HTTP_401', 'HTTP_403'],
    patterns: [/invalid (routing|service) key/i, /'routing_key'/i, /routing_key is/i],
  },
  { id: 'pagerduty-event-refused', class: 'rejected', codes: ['HTTP_400'] },
  { id: 'pagerduty-wrong-address', class: 'configuration', codes: ['HTTP_404', 'HTTP_405'] },
  { id: 'pagerduty-busy', class: 'transient', everyLead: true, retryIn: 60, codes: ['HTTP_429'] },
  { id: 'pagerduty-unavailable', class: 'transient', retryIn: 120, codes: ['HTTP_500', 'HTTP_503'] },
  { id: 'pagerduty-unclear', class: 'uncertain', codes: ['NO_PROOF'] },
]

export const problems: readonly Problem[] = readCatalogue(import.meta.dirname, [
  ...own,
  ...endpointProblems({ type: 'pagerduty', url: 'url', thing: 'channel', waiting: 'messages' }, [
    'busy',
    'unavailable',
  ]),
])
