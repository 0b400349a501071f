import type { Command } from 'commander'
import type { Answer } from '../../client/operations.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { formatTrouble, when } from '../format.ts'
import { table } from '../table.ts'

export function sourcesCommand(cli: Cli): Command {
  return hubCommand('sources', 'list the sources, and how far polled tables have been read', cli).action(
    async (flags: HubOptions) => {
      const found = await clientFor(cli, flags).call('get /sources')
      answer(cli, flags, found, () => format(cli, found.items))
    },
  )
}

type Source = Answer<'get /sources'>['items'][number]

function format({ terminal }: Cli, sources: readonly Source[]): string {
  const all = table(
    [
      { title: 'SOURCE' },
      { title: 'TYPE' },
      { title: 'STATE' },
      { title: 'LAST READ', whole: true },
      { title: 'READ UP TO', whole: true },
    ],
    sources.map(({ id, type, reading }) => [
      id,
      type,
      stateOf(reading),
      when(reading?.succeededAt ?? null),
      when(reading?.watermark ?? null),
    ]),
    terminal.width,
  )
  const troubles = sources.flatMap(({ id, reading }) =>
    reading?.trouble ? [`${id}: ${formatTrouble(reading.trouble)}`] : [],
  )
  return [all, ...troubles].join('\n\n')
}

function stateOf(reading: Source['reading']): string {
  if (!reading) return 'takes posts'
  if (reading.failing) return `failing; next reading at ${when(reading.dueAt)}`
  return reading.scanning ? 'reading' : 'read'
}
