import type { Command } from 'commander'
import { configTextShape, configVersionListShape } from '../../api/shapes/config-version.ts'
import { answer, type Bench, clientFor, groupCommand, type HubOptions, hubCommand } from '../command.ts'
import { count } from '../filter-options.ts'
import { exitCodes } from '../quit.ts'
import { table } from '../table.ts'
import { when } from '../words.ts'
import { diffPart } from './config-diff.ts'

/** The configurations that were in force, and what changed. */
export function configCommand(bench: Bench): Command {
  const part = (name: string, description: string) => hubCommand(name, description, bench)
  const parts = [
    versionsPart(bench, part('versions', 'configurations that were in force, the last one first')),
    showPart(bench, part('show', 'a configuration as it was written; without a version the one in force')),
    diffPart(bench, part('diff', 'what changed, path by path and as text')),
  ]
  return groupCommand('config', 'configurations that were in force, and what changed', parts)
}

function versionsPart(bench: Bench, command: Command): Command {
  return command.option('--limit <n>', 'how many', count, 20).action(async (flags: HubOptions & { limit: number }) => {
    const found = await clientFor(bench, flags).get('/config/versions', configVersionListShape, { limit: flags.limit })
    answer(bench, flags, found, () => {
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
      return table(columns, rows, bench.terminal.width)
    })
    if (found.items.length === 0) bench.exitWith(exitCodes.failed)
  })
}

function showPart(bench: Bench, command: Command): Command {
  return command
    .argument('[version]', 'or its first 6 characters', 'in-force')
    .action(async (version: string, flags: HubOptions) => {
      const path = `/config/versions/${encodeURIComponent(version)}`
      const found = await clientFor(bench, flags).get(path, configTextShape)
      answer(bench, flags, found, () => found.text.trimEnd())
    })
}
