import type { Command } from 'commander'
import type { z } from 'zod'
import { leadPageShape, type leadShape } from '../../api/shapes/lead.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { count, given, type PeriodFlags, period, periodOptions } from '../filter-options.ts'
import { formatCount, plural, when } from '../format.ts'
import { type Newest, newest } from '../pages.ts'
import { exitCodes } from '../quit.ts'
import { table } from '../table.ts'

interface Flags extends HubOptions, PeriodFlags {
  state?: string[]
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
    const found = await newest(clientFor(cli, flags), '/leads', leadPageShape, filter, limit)
    answer(cli, flags, found, () => (found.items.length === 0 ? 'No leads.' : format(cli, found)))
    if (found.items.length === 0) cli.exitWith(exitCodes.failed)
  })
}

type Lead = z.output<typeof leadShape>

function format({ terminal }: Cli, { items, ...all }: Newest<Lead>): string {
  const columns = [
    { title: 'RECEIVED', whole: true },
    { title: 'LEAD', whole: true },
    { title: 'OFFER' },
    { title: 'PERSON' },
    { title: 'STATE', whole: true },
    { title: 'DELIVERIES' },
  ]
  // A file gets one line per lead; on a terminal the parts stand below each other.
  const cell = (parts: readonly (string | null)[], between: string) => {
    const given = parts.flatMap((part) => part || [])
    return terminal.width === undefined ? given.join(between) : given
  }
  const rows = items.map((lead) => [
    when(lead.receivedAt),
    lead.id,
    lead.offer,
    cell([lead.name, lead.email && `<${lead.email}>`, lead.company && `(${lead.company})`], ' '),
    lead.test ? `${lead.state}, test` : lead.state,
    lead.deliveries.length > 0 ? cell(lead.deliveries.map(formatDelivery), ', ') : (lead.reason ?? ''),
  ])
  const rest =
    all.count > items.length ? `\n\n${plural(items.length, 'lead')} of ${formatCount(all)}; more with --limit` : ''
  return table(columns, rows, terminal.width) + rest
}

function formatDelivery({ destination, state }: Lead['deliveries'][number]): string {
  return `${destination}: ${state}`
}
