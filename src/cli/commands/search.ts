import type { Command } from 'commander'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { count, given, type PeriodFlags, period, periodOptions } from '../filter-options.ts'
import { formatLeads } from '../format-leads.ts'
import { type FilterOf, listOfLeads, newest } from '../pages.ts'
import { exitCodes } from '../quit.ts'

interface Flags extends HubOptions, PeriodFlags {
  state?: FilterOf<'/leads'>['state']
  source?: string
  offer?: string
  limit: number
}

export function searchCommand(cli: Cli): Command {
  const command = periodOptions(hubCommand('search', 'find leads by words of the person, by receipt, or by id', cli))
    .argument('<text...>', 'beginnings of words of name, company, address, telephone; a reference; an id')
    .option('--state <states>', 'leads in these states', (text) => text.split(',') as Flags['state'])
    .option('--source <id>', 'source of the leads')
    .option('--offer <offer>', 'leads of this publisher.offer')
    .option('--limit <n>', 'number of leads', count, 20)
  return command.action(async (words: string[], flags: Flags) => {
    const { state, source, offer, limit } = flags
    const filter = { text: words.join(' '), ...given({ state, source, offer }), ...period(flags) }
    const found = await newest(listOfLeads(clientFor(cli, flags)), filter, limit)
    answer(cli, flags, found, () => (found.items.length === 0 ? 'No leads.' : formatLeads(found, cli.terminal.width)))
    if (found.items.length === 0) cli.exitWith(exitCodes.failed)
  })
}
