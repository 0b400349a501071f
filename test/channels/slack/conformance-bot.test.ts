import { slack } from '../../../channels/slack/index.ts'
import { startSlack } from '../../far-ends/slack.ts'
import { conformance } from '../conformance.ts'

conformance(slack, async () => {
  const server = await startSlack()
  const says = (error: string) => server.answer({ status: 200, body: JSON.stringify({ ok: false, error }) })
  return {
    ...server,
    settings: { botToken: server.token, channel: 'C0123456789', apiUrl: `${server.origin}/api` },
    secrets: [server.token],
    silence: 'uncertain',
    records: () => server.posted.length,
    busy: (seconds) =>
      server.answer({
        status: 429,
        body: '{"ok":false,"error":"ratelimited"}',
        headers: { 'retry-after': String(seconds) },
      }),
    provoke: {
      transient: () => says('service_unavailable'),
      configuration: () => says('token_revoked'),
      rejected: () => says('invalid_blocks'),
      uncertain: () => server.loseReplies(),
    },
  }
})
