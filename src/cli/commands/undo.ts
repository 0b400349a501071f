import type { Command } from 'commander'
import { asPlan, type Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { plural } from '../format.ts'
import { waitForUndo } from '../progress.ts'
import { exitCodes, usage } from '../quit.ts'

export function undoCommand(cli: Cli): Command {
  const command = hubCommand('undo', 'take back what a replay put in line and no attempt has begun for', cli)
  return command
    .argument('[replay]', 'id of a replay of many, which replay prints when it begins')
    .option('--delivery <delivery>', 'instead: take back the last replay of this delivery alone')
    .action(async (id: string | undefined, flags: Flags) => {
      const { delivery } = flags
      if ((id === undefined) === (delivery === undefined)) throw usage('Name a replay, or give --delivery.')
      const client = clientFor(cli, flags)
      if (delivery !== undefined) return undoOne(cli, client, delivery, flags)
      const done = await undo(cli, client, id ?? '')
      if (done.takenBack === 0) cli.exitWith(exitCodes.failed)
      answer(cli, flags, done, () => format(done))
    })
}

interface Flags extends HubOptions {
  delivery?: string
}

async function undoOne(cli: Cli, client: Client, id: string, flags: Flags): Promise<void> {
  const done = await client.call('post /deliveries/{id}/undos', { params: { id } })
  answer(cli, flags, done, () => `Taken back: it is ${done.state} again.`)
}

interface Undone {
  takenBack: number
  attempted: number
  left: number
}

async function undo({ terminal }: Cli, client: Client, id: string): Promise<Undone> {
  const before = await client.call('get /replays/{id}', { params: { id } })
  const total = await count(client, id)
  await client.call('post /replays/{id}/undos', { params: { id }, body: {} })
  const { undone } = await waitForUndo(client, id, total.total, terminal)
  const { attempted, left } = await count(client, id)
  return { takenBack: undone - before.undone, attempted, left }
}

async function count(client: Client, id: string) {
  return asPlan(await client.call('post /replays/{id}/undos', { params: { id }, body: { dryRun: true } }))
}

function format({ takenBack, attempted, left }: Undone): string {
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
