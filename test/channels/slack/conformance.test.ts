import { slack } from '../../../channels/slack/index.ts'
import { startSlack } from '../../far-ends/slack.ts'
import { conformance } from '../conformance.ts'

conformance(slack, async () => {
  const server = await startSlack()
  return {
    ...server,
    settings: { url: server.hook },
    secrets: ['s3cr3tH00kOfSlack'],
    silence: 'uncertain',
    records: () => server.posted.length,
    busy: (seconds) =>
      server.answer({ status: 429, body: 'rate_limited', headers: { 'retry-after': String(seconds) } }),
    provoke: {
      transient: () => server.answer({ status: 500, body: 'rollup_error' }),
      configuration: () => server.answer({ status: 403, body: 'invalid_token' }),
      rejected: () => server.answer({ status: 400, body: 'invalid_payload' }),
      uncertain: () => server.loseReplies(),
    },
  }
})
