import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { count, type DeliveryFilter, type DeliveryFlags, deliveryFilter, deliveryOptions } from '../filter-options.ts'
import { formatCount, formatOutcome, plural, when } from '../format.ts'
import { listOfDeliveries, listOfLeads, type Newest, newest } from '../pages.ts'
import { exitCodes } from '../quit.ts'
import { table } from '../table.ts'

const failing = ['waiting', 'held', 'rejected', 'uncertain', 'exhausted'] as const

export function failedCommand(cli: Cli): Command {
  const command = deliveryOptions(
    hubCommand('failed', 'list the deliveries that have not arrived, with reasons; exit code 1 if there are any', cli),
  )
    .option('--limit <n>', 'number of rows', count, 20)
    .addHelpText('after', '\nleadyard destinations and leadyard explain tell the cause of each problem and what to do.')
  return command.action(async (flags: HubOptions & DeliveryFlags & { limit: number }) => {
    const client = clientFor(cli, flags)
    const given = deliveryFilter(flags)
    const filter = given.doubled ? given : { ...given, state: given.state ?? [...failing] }
    const piles = await backlog(client, filter)
    const found = await newest(listOfDeliveries(client), filter, flags.limit)
    answer(cli, flags, { groups: piles.items, ...found }, () =>
      found.count === 0 ? 'Nothing failed and nothing waits.' : format(cli, piles.items, found),
    )
    if (found.count > 0) cli.exitWith(exitCodes.failed)
    if (flags.json || Object.keys(given).length > 0) return
    await tellUnrouted(cli, client)
    await tellDoubled(cli, client)
  })
}

/** Unrouted leads have no deliveries that could fail, so they are counted here. */
async function tellUnrouted({ terminal }: Cli, client: Client): Promise<void> {
  const { count: unrouted } = await newest(listOfLeads(client), { state: ['unrouted'] }, 1)
  if (unrouted > 0) terminal.tell(`\n${plural(unrouted, 'lead')} without a route: leadyard leads --state unrouted`)
}

/** Doubled deliveries did not fail, so they are counted here. */
async function tellDoubled({ terminal }: Cli, client: Client): Promise<void> {
  const { count: doubled } = await newest(listOfDeliveries(client), { doubled: true }, 1)
  if (doubled > 0) {
    terminal.tell(`\n${plural(doubled, 'lead')} may be twice at a far end: leadyard failed --doubled`)
  }
}

function backlog(client: Client, filter: DeliveryFilter): Promise<Backlog> {
  const named = 'email' in filter
  return named
    ? client.call('post /backlog/searches', { body: filter })
    : client.call('get /backlog', { query: filter })
}

type Backlog = Answer<'get /backlog'>
type Pile = Backlog['items'][number]
type Delivery = Answer<'get /deliveries'>['items'][number]

function format({ terminal }: Cli, piles: readonly Pile[], { items, ...all }: Newest<Delivery>) {
  const groups = table(
    [
      { title: 'COUNT' },
      { title: 'DESTINATION' },
      { title: 'STATE', whole: true },
      { title: 'PROBLEM' },
      { title: 'CODE' },
      { title: 'OLDEST', whole: true },
    ],
    piles.map((pile) => [
      String(pile.count),
      pile.destination,
      pile.state,
      pile.problem ?? '',
      pile.code ?? '',
      when(pile.oldest),
    ]),
    terminal.width,
  )
  const rows = table(
    [
      { title: 'DELIVERY', whole: true },
      { title: 'DESTINATION' },
      { title: 'STATE', whole: true },
      { title: 'RECEIVED', whole: true },
      { title: 'ATTEMPTS' },
      { title: 'WHY' },
    ],
    items.map((one) => [
      one.id,
      one.destination,
      one.state,
      when(one.receivedAt),
      String(one.attemptCount),
      formatOutcome(one),
    ]),
    terminal.width,
  )
  const rest =
    all.count > items.length
      ? `\n\n${plural(items.length, 'delivery', 'deliveries')} of ${formatCount(all)}; more with --limit`
      : ''
  return `${groups}\n\n${rows}${rest}`
}
