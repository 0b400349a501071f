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
  email?: string
  awaitingApproval?: boolean
  limit: number
}

export function leadsCommand(cli: Cli): Command {
  const command = periodOptions(hubCommand('leads', 'list leads, newest first', cli))
    .option(
      '--state <states>',
      'leads in these states: received, routed, unrouted, unreadable, suppressed, erased',
      (text) => text.split(','),
    )
    .option('--source <id>', 'source of the leads')
    .option('--offer <offer>', 'leads of this publisher.offer')
    .option('--email <address>', 'leads of this person')
    .option('--awaiting-approval', 'leads that wait for approval, also those that some routes have delivered')
    .option('--limit <n>', 'number of leads', count, 20)
  return command.action(async (flags: Flags) => {
    const { state, source, offer, email, awaitingApproval, limit } = flags
    const filter = given({ state, source, offer, email, awaitingApproval, ...period(flags) })
    const found = await newest(listOfLeads(clientFor(cli, flags)), filter, limit)
    answer(cli, flags, found, () => (found.items.length === 0 ? 'No leads.' : formatLeads(found, cli.terminal.width)))
    if (found.items.length === 0) cli.exitWith(exitCodes.failed)
  })
}
