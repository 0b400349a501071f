import type { Command } from 'commander'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { formatOverview } from '../format-overview.ts'
import { exitCodes } from '../quit.ts'

export function overviewCommand(cli: Cli): Command {
  return hubCommand('overview', 'tell what needs a person now, and what passes by itself', cli).action(
    async (flags: HubOptions) => {
      const found = await clientFor(cli, flags).call('get /overview')
      answer(cli, flags, found, () => formatOverview(found))
      if (!found.arrives) cli.exitWith(exitCodes.failed)
    },
  )
}
