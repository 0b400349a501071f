import { teams } from '../../../channels/teams/index.ts'
import { startTeams } from '../../far-ends/teams.ts'
import { conformance } from '../conformance.ts'

conformance(teams, async () => {
  const server = await startTeams()
  const says = (status: number, code: string) =>
    server.answer({ status, body: JSON.stringify({ error: { code, message: '…' } }) })
  return {
    ...server,
    settings: { url: server.url },
    secrets: ['s1g-0f-the-flow'],
    silence: 'uncertain',
    records: () => server.cards.length,
    busy: (seconds) => server.answer({ status: 429, body: '', headers: { 'retry-after': String(seconds) } }),
    provoke: {
      transient: () => server.answer({ status: 503, body: '' }),
      configuration: () => says(400, 'WorkflowTriggerIsNotEnabled'),
      rejected: () => says(400, 'TriggerInputSchemaMismatch'),
      uncertain: () => server.loseReplies(),
    },
  }
})
