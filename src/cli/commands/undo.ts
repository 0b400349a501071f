import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { plural } from '../format.ts'
import { exitCodes } from '../quit.ts'

export function undoCommand(cli: Cli): Command {
  const command = hubCommand('undo', 'take back what a replay of many put in line and no attempt has begun for', cli)
  return command
    .argument('<replay>', 'id of the replay, which replay prints when it begins')
    .action(async (id: string, flags: HubOptions) => {
      const done = await clientFor(cli, flags).call('post /replays/{id}/undos', { params: { id } })
      if (done.takenBack === 0) cli.exitWith(exitCodes.failed)
      answer(cli, flags, done, () => format(done))
    })
}

function format({ takenBack, attempted, left }: Answer<'post /replays/{id}/undos'>): string {
  const back = takenBack === 1 ? 'has its state' : 'have their states'
  const said = [
    takenBack === 0
      ? 'Nothing taken back.'
      : `${plural(takenBack, 'delivery', 'deliveries')} taken back: ${takenBack === 1 ? 'it' : 'they'} ${back} from before the replay.`,
    ...(attempted > 0 ? [`${plural(attempted, 'delivery was', 'deliveries were')} attempted since, and left.`] : []),
    ...(left > 0
      ? [`${plural(left, 'delivery was', 'deliveries were')} cancelled, settled, released or replayed again, and left.`]
      : []),
  ]
  return said.join('\n')
}
