import type { Command } from 'commander'
import { answer, type Cli, clientFor, groupCommand, type HubOptions, hubCommand } from '../command.ts'
import { count } from '../filter-options.ts'
import { when } from '../format.ts'
import { exitCodes } from '../quit.ts'
import { table } from '../table.ts'
import { diffPart } from './config-diff.ts'

/** The configurations that were in force, and what changed. */
export function configCommand(cli: Cli): Command {
  const part = (name: string, description: string) => hubCommand(name, description, cli)
  const parts = [
    versionsPart(cli, part('versions', 'list the configurations that were in force, newest first')),
    showPart(cli, part('show', 'print a configuration as it was written; default: the configuration in force')),
    diffPart(cli, part('diff', 'compare two configurations, path by path and as text')),
  ]
  return groupCommand('config', 'list, print and compare the configurations that were in force', parts)
}

function versionsPart(cli: Cli, command: Command): Command {
  return command
    .option('--limit <n>', 'number of versions', count, 20)
    .action(async (flags: HubOptions & { limit: number }) => {
      const found = await clientFor(cli, flags).call('get /config/versions', { query: { limit: flags.limit } })
      answer(cli, flags, found, () => {
        const columns = [
          { title: 'VERSION', whole: true },
          { title: 'IN FORCE SINCE', whole: true },
          { title: 'FIRST LOADED', whole: true },
          { title: '' },
        ]
        const rows = found.items.map((one) => [
          one.version,
          when(one.inForceSince),
          when(one.loadedAt),
          one.inForce ? 'in force' : '',
        ])
        return table(columns, rows, cli.terminal.width)
      })
      if (found.items.length === 0) cli.exitWith(exitCodes.failed)
    })
}

function showPart(cli: Cli, command: Command): Command {
  return command
    .argument('[version]', 'a version, or its first 6 characters', 'in-force')
    .action(async (version: string, flags: HubOptions) => {
      const found = await clientFor(cli, flags).call('get /config/versions/{version}', { params: { version } })
      answer(cli, flags, found, () => found.text.trimEnd())
    })
}
