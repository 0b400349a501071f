import type { Command } from 'commander'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'

export function consoleCommand(cli: Cli): Command {
  return hubCommand(
    'console',
    'print a link that opens the console in the browser of this machine, signed in',
    cli,
  ).action(async (flags: HubOptions) => {
    const client = clientFor(cli, flags)
    const { code } = await client.call('post /sign-in-links')
    const link = `${client.url}/#sign-in=${code}`
    answer(cli, flags, { link }, () => link)
  })
}
