import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { formatDay, formatDays } from '../format-proof.ts'
import { exitCodes, usage } from '../quit.ts'

interface Flags extends HubOptions {
  day?: string
  destination?: string
  show?: boolean
}

/** Milliseconds between two looks at the hub. */
const pollMs = 500

export function proveCommand(cli: Cli): Command {
  const command = hubCommand('prove', 'prove that what was delivered on a day is at the far ends', cli)
    .option('--day <day>', 'such as 2027-03-28. The default is yesterday')
    .option('--destination <id>', 'show this destination, with the ids of missing records')
    .option('--show', 'show what was proved before; ask no far end. Without --day: the last week')
  return command.action(async (flags: Flags) => {
    const client = clientFor(cli, flags)
    if (flags.destination !== undefined && !flags.show) await mustExist(client, flags.destination)
    const day = flags.show ? flags.day : await proved(cli, client, flags.day)
    if (flags.destination !== undefined && day !== undefined) return showOne(cli, client, flags, day, flags.destination)
    const query = day === undefined ? {} : { from: day, to: day }
    const destination = flags.destination === undefined ? {} : { destination: [flags.destination] }
    const found = await client.call('get /reconciliations', { query: { ...query, ...destination } })
    answer(cli, flags, found, () => formatDays(found, cli.terminal.width))
    if (isWrong(found)) cli.exitWith(exitCodes.failed)
  })
}

/** Before any far end is asked. @throws Quit */
async function mustExist(client: Client, destination: string): Promise<void> {
  const { items } = await client.call('get /destinations')
  const known = items.map(({ id }) => id)
  if (!known.includes(destination)) {
    throw usage(`No destination is named ${destination}. Known: ${known.join(', ') || 'none'}.`)
  }
}

type Found = Answer<'get /reconciliations'>

function isWrong({ days, items }: Pick<Found, 'days' | 'items'>): boolean {
  return days.length === 0 || days.some(({ odd }) => odd.length > 0) || items.some(({ missing }) => missing > 0)
}

/** @returns the day, once it is proved */
async function proved(cli: Cli, client: Client, wanted: string | undefined): Promise<string> {
  const begun = await client.call('post /reconciliations', { body: wanted === undefined ? {} : { day: wanted } })
  const { day } = begun
  cli.terminal.tell(`The far ends are asked for ${day}, behind the deliveries. It goes on if you stop this command.`)
  for (;;) {
    const { days } = await client.call('get /reconciliations', { query: { from: day, to: day } })
    const state = days[0]?.state
    if (state !== 'due' && state !== 'running') return day
    await pause(pollMs)
  }
}

type Detail = Answer<'get /reconciliations/{day}/{destination}'>

async function showOne(cli: Cli, client: Client, flags: Flags, day: string, destination: string): Promise<void> {
  const path = 'get /reconciliations/{day}/{destination}'
  const params = { day, destination }
  let found: Detail = await client.call(path, { params })
  for (let { next } = found; next; ) {
    const more: Detail = await client.call(path, { params, query: { after: next } })
    found = { ...found, missing: [...found.missing, ...more.missing], next: more.next }
    next = more.next
  }
  answer(cli, flags, found, () => formatDay(found, cli.terminal.width))
  if (isWrong({ days: [found.day], items: found.items })) cli.exitWith(exitCodes.failed)
}
