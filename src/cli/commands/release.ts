import type { Command } from 'commander'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { plural } from '../format.ts'
import { formatPreview, shown } from '../format-bulk.ts'
import { exitCodes } from '../quit.ts'

interface Flags extends HubOptions {
  dryRun?: boolean
  yes?: boolean
}

export function releaseCommand(cli: Cli): Command {
  return hubCommand('release', 'open destinations that are held or resting; their leads go in order', cli)
    .argument('<destinations...>')
    .option('--dry-run', 'only tell how many leads wait there')
    .option('-y, --yes', 'do not ask for confirmation before several destinations open')
    .action((ids: string[], flags: Flags) => {
      const [id] = ids
      return id !== undefined && ids.length === 1 && !flags.dryRun
        ? releaseOne(cli, id, flags)
        : releaseMany(cli, ids, flags)
    })
}

async function releaseOne(cli: Cli, id: string, flags: Flags): Promise<void> {
  const now = await clientFor(cli, flags).call('delete /destinations/{id}/hold', { params: { id } })
  answer(cli, flags, now, () => `${id} is ${now.state}${now.heldBy ? ` by ${now.heldBy}` : ''}.`)
}

async function releaseMany(cli: Cli, destination: string[], flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const plan = await client.call('post /releases', { body: { destination, dryRun: true } })
  const words = {
    act: `to let go by opening ${plan.destinations.join(', ')}`,
    none: plan.destinations.length > 0 ? `No lead waits at ${plan.destinations.join(', ')}.` : 'None of them is held.',
  }
  if (plan.destinations.length === 0) cli.exitWith(exitCodes.failed)
  if (flags.dryRun || plan.destinations.length === 0) {
    return answer(cli, flags, plan, () => formatPreview(cli.terminal, plan, words))
  }
  if (!flags.yes) {
    cli.terminal.tell(formatPreview(cli.terminal, plan, words))
    const help = 'Add --yes to open them, or --dry-run to only see the number.'
    const question = `Open ${plural(plan.destinations.length, 'destination')}?`
    if (!(await confirmed(cli, question, help))) return cli.exitWith(exitCodes.failed)
  }
  const done = await client.call('post /releases', { body: { destination, ...shown(plan) } })
  answer(cli, flags, done, () => `Open: ${done.released.join(', ') || 'none'}.`)
}
