import { pagerduty } from '../../../channels/pagerduty/index.ts'
import { startPagerDuty } from '../../far-ends/pagerduty.ts'
import { conformance } from '../conformance.ts'

conformance(pagerduty, async () => {
  const server = await startPagerDuty()
  const invalid = (error: string) => ({
    status: 400,
    body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors: [error] }),
  })
  return {
    ...server,
    settings: { routingKey: server.routingKey, hub: 'eu-1', url: server.origin },
    secrets: [server.routingKey],
    silence: 'uncertain',
    records: () => server.events.length + server.changes.length,
    ids: () => server.events.map(({ dedup_key }) => dedup_key),
    busy: (seconds) => server.answer({ status: 429, body: '', headers: { 'retry-after': String(seconds) } }),
    provoke: {
      transient: () => server.answer({ status: 500, body: '' }),
      configuration: () => server.answer(invalid('Invalid routing key')),
      rejected: () => server.answer(invalid('‘summary’ is missing or blank')),
      uncertain: () => server.loseReplies(),
    },
  }
})
