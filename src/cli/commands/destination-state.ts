import type { Command } from 'commander'
import { destinationDetailShape } from '../../api/shapes/destination.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { releaseCommand } from './release.ts'

type Flags = HubOptions & { reason?: string }

/** `hold`, `release`, `pause`, `resume`. */
export function destinationStateCommands(cli: Cli): Command[] {
  const set = (method: 'PUT' | 'DELETE', what: 'hold' | 'pause') => async (id: string, flags: Flags) => {
    const { reason } = flags
    const path = `/destinations/${encodeURIComponent(id)}/${what}`
    const now = await clientFor(cli, flags).send(method, path, destinationDetailShape, reason ? { reason } : undefined)
    answer(cli, flags, now, () => `${id} is ${now.state}${now.heldBy ? ` by ${now.heldBy}` : ''}.`)
  }
  return [
    hubCommand('hold', 'hold a destination; its leads wait until it is released', cli)
      .argument('<destination>')
      .requiredOption('--reason <words>', 'reason for the hold, shown to other operators')
      .action(set('PUT', 'hold')),
    releaseCommand(cli),
    hubCommand('pause', 'stop a destination; its leads stay in line', cli)
      .argument('<destination>')
      .action(set('PUT', 'pause')),
    hubCommand('resume', 'start a paused destination again', cli)
      .argument('<destination>')
      .action(set('DELETE', 'pause')),
  ]
}
