import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { when } from '../format.ts'
import { exitCodes } from '../quit.ts'
import { table } from '../table.ts'

interface Flags extends HubOptions {
  explain?: string
  canary?: string
}

/** Milliseconds. */
const askEvery = 1_000
/** Until the hub looks, and until it gives the lead up. */
const waitFor = 120_000

export function silenceCommand(cli: Cli): Command {
  return hubCommand('silence', 'tell how quiet sources, offers and destinations are, and how quiet they may be', cli)
    .option('--explain <source>', 'why this source is silent, or why it is not')
    .option('--canary <source>', 'send the test lead through the public address of this source now')
    .action(async (flags: Flags) => {
      const client = clientFor(cli, flags)
      if (flags.canary !== undefined) {
        const now = await sent(client, flags.canary)
        if (!now || now.failures > 0) cli.exitWith(exitCodes.failed)
        return answer(cli, flags, now ?? null, () => (now ? canary(now) : 'No worker has sent the test lead yet.'))
      }
      if (flags.explain !== undefined) {
        const found = await client.call('get /sources/{id}/silence', { params: { id: flags.explain } })
        return answer(cli, flags, found, () => explained(cli, found))
      }
      const found = await client.call('get /silence')
      answer(cli, flags, found, () => listed(cli, found))
      if (found.items.some(({ silent }) => silent)) cli.exitWith(exitCodes.failed)
    })
}

/** @returns undefined if no worker sends it in time */
async function sent({ call }: ReturnType<typeof clientFor>, id: string): Promise<Canary | undefined> {
  const before = await call('post /sources/{id}/canaries', { params: { id } })
  for (const end = Date.now() + waitFor; Date.now() < end; await pause(askEvery)) {
    const now = (await call('get /silence')).canaries.find(({ source }) => source === id)
    if (now && (now.arrivedAt !== before.arrivedAt || now.failedAt !== before.failedAt)) return now
  }
  return undefined
}

type Canary = Listed['canaries'][number]
type Listed = Answer<'get /silence'>
type Item = Listed['items'][number]

function listed({ terminal }: Cli, { items, canaries }: Listed): string {
  const series = table(
    [
      { title: 'SERIES' },
      { title: 'STATE' },
      { title: 'LAST LEAD', whole: true },
      { title: 'EXPECTED', whole: true },
      { title: 'LIMIT', whole: true },
      { title: 'A DAY', whole: true },
    ],
    items.map((one) => [
      one.series,
      stateOf(one),
      when(one.since),
      ...[one.expected, one.limit, one.perDay].map(String),
    ]),
    terminal.width,
  )
  return [series, ...canaries.map(canary)].join('\n\n')
}

const unjudged = { starting: 'not judged: starting', unread: 'not judged: table unread', paused: 'not judged: paused' }

function stateOf({ silent, by, unjudged: why }: Item): string {
  if (silent) return 'silent'
  if (by === 'off' || by === 'learning') return by
  if (why) return unjudged[why]
  return by === 'hand' ? 'as expected by hand' : 'as usual'
}

function canary({ source, failures, arrivedAt, reason }: Canary): string {
  if (failures > 0) return `The test lead to ${source} failed ${failures} times in a row: ${reason}.`
  return arrivedAt
    ? `The test lead to ${source} arrived at ${when(arrivedAt)}.`
    : `No test lead to ${source} was sent yet.`
}

function explained({ terminal }: Cli, found: Answer<'get /sources/{id}/silence'>): string {
  const week = table(
    [
      { title: 'USUALLY' },
      ...['00', '04', '08', '12', '16', '20'].map((title) => ({ title: `${title}:00`, whole: true })),
    ],
    found.week.map(({ day, leads }) => [day, ...leads.map(String)]),
    terminal.width,
  )
  const quiets = table(
    [
      { title: 'LONGEST QUIETS', whole: true },
      { title: 'UNTIL', whole: true },
      { title: 'EXPECTED', whole: true },
      { title: 'THAT IS' },
    ],
    found.quiets.map(({ since, until, expected, silence }) => [
      when(since),
      when(until),
      String(expected),
      silence ? 'over the limit' : 'usual',
    ]),
    terminal.width,
  )
  return [
    found.words.join('\n'),
    ...(found.week.length > 0 ? [week] : []),
    ...(found.quiets.length > 0 ? [quiets] : []),
    ...(found.offers.length > 0 ? [listed({ terminal } as Cli, { ...found, items: found.offers, canaries: [] })] : []),
  ].join('\n\n')
}
