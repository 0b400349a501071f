import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { formatTrouble, plural, when } from '../format.ts'
import { table } from '../table.ts'

export function destinationsCommand(cli: Cli): Command {
  return hubCommand('destinations', 'list the destinations with their state, waiting leads and remedies', cli).action(
    async (flags: HubOptions) => {
      const found = await clientFor(cli, flags).call('get /destinations')
      answer(cli, flags, found, () => format(cli, found.items))
    },
  )
}

type Destination = Answer<'get /destinations'>['items'][number]

function format({ terminal }: Cli, destinations: readonly Destination[]): string {
  const all = table(
    [
      { title: 'DESTINATION' },
      { title: 'CONNECTOR' },
      { title: 'STATE', whole: true },
      { title: 'SINCE', whole: true },
      { title: 'DELIVERED IN 24 H' },
      { title: 'NOT DELIVERED' },
    ],
    destinations.map((one) => [
      one.id,
      one.connector,
      [one.state, one.heldBy && `by ${one.heldBy}`, !one.configured && 'not configured'].filter(Boolean).join(', '),
      when(one.since),
      arrived(one),
      undelivered(one),
    ]),
    terminal.width,
  )
  const troubles = destinations.flatMap((one) => (one.trouble ? [`${one.id}: ${formatTrouble(one.trouble)}`] : []))
  return [all, ...troubles].join('\n\n')
}

/** Test leads are in no other figure, so they stand apart. */
function arrived({ delivered, tests }: Destination): string {
  return tests.delivered > 0 ? `${delivered.day}, ${plural(tests.delivered, 'test lead')}` : String(delivered.day)
}

function undelivered({ counts }: Destination): string {
  return Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}
