import type { Command } from 'commander'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { releaseCommand } from './release.ts'

type Act = (client: Client, params: { id: string }, reason: string) => Promise<{ state: string; heldBy: string | null }>

type Flags = HubOptions & { reason?: string }

/** `hold`, `release`, `pause`, `resume`. */
export function destinationStateCommands(cli: Cli): Command[] {
  const set = (act: Act) => async (id: string, flags: Flags) => {
    const now = await act(clientFor(cli, flags), { id }, flags.reason ?? '')
    answer(cli, flags, now, () => `${id} is ${now.state}${now.heldBy ? ` by ${now.heldBy}` : ''}.`)
  }
  return [
    hubCommand('hold', 'hold a destination; its leads wait until it is released', cli)
      .argument('<destination>')
      .requiredOption('--reason <words>', 'reason for the hold, shown to other operators and told by the channels')
      .action(set(({ call }, params, reason) => call('put /destinations/{id}/hold', { params, body: { reason } }))),
    releaseCommand(cli),
    hubCommand('pause', 'stop a destination; its leads stay in line', cli)
      .argument('<destination>')
      .action(set(({ call }, params) => call('put /destinations/{id}/pause', { params }))),
    hubCommand('resume', 'start a paused destination again', cli)
      .argument('<destination>')
      .action(set(({ call }, params) => call('delete /destinations/{id}/pause', { params }))),
  ]
}
