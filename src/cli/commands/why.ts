import type { Command } from 'commander'
import { answer, type Cli, clientFor, type HubOptions, hubCommand, isId } from '../command.ts'
import { formatWhy } from '../format-why.ts'
import { usage } from '../quit.ts'

export function whyCommand(cli: Cli): Command {
  return hubCommand('why', 'tell why a lead went to its destinations, and not to the others', cli)
    .argument('<lead>', 'id of the lead')
    .action(async (lead: string, flags: HubOptions) => {
      if (!isId(lead)) throw usage(`${lead} is no id of a lead. leadyard search finds the lead.`)
      const routing = await clientFor(cli, flags).call('get /leads/{id}/routing', { params: { id: lead } })
      answer(cli, flags, routing, () => formatWhy(routing, cli.terminal.width))
    })
}
