import type { Command } from 'commander'
import { compareConfigs } from '../../api/config-comparison.ts'
import type { Answer } from '../../client/operations.ts'
import { ConfigError, problemLines } from '../../config/problems.ts'
import type { Client } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions } from '../command.ts'
import { readConfigFile } from '../config-file.ts'
import { exitCodes, Quit } from '../quit.ts'

interface Flags extends HubOptions {
  file?: string
}

type Compared = Answer<'get /config/versions/{version}/differences'>

export function diffPart(cli: Cli, command: Command): Command {
  return command
    .argument('[a]', 'first version; default: the version before the version in force')
    .argument('[b]', 'second version', 'in-force')
    .option('--file <file>', 'compare with this file instead; shows the changes that it would make')
    .action(async (from: string | undefined, to: string, flags: Flags) => {
      const client = clientFor(cli, flags)
      const compared =
        flags.file === undefined
          ? await client.call('get /config/versions/{version}/differences', {
              params: { version: from ?? (await before(client)) },
              query: { to },
            })
          : await compareWithFile(client, from ?? 'in-force', flags.file)
      answer(cli, flags, compared, () => format(compared))
    })
}

/** The version before the version in force. @throws Quit 1 when no other version was in force. */
async function before(client: Client): Promise<string> {
  const { items } = await client.call('get /config/versions', { query: { limit: 2 } })
  const other = items.find(({ inForce }) => !inForce)
  if (other) return other.version
  throw new Quit(exitCodes.failed, 'No other configuration was in force. To compare with a file, use --file <file>.')
}

async function compareWithFile(client: Client, version: string, file: string): Promise<Compared> {
  const held = await client.call('get /config/versions/{version}', { params: { version } })
  try {
    const { text, connectors } = await readConfigFile(file)
    const compared = compareConfigs({ name: held.version, text: held.text }, { name: file, text }, connectors)
    return { from: held.version, to: file, ...compared }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new Quit(exitCodes.config, `${file} cannot be compared:\n${problemLines(error.problems)}`)
  }
}

function format({ from, to, differences, patch }: Compared): string {
  if (differences.length === 0 && patch === '') return `${from} and ${to} are the same.`
  const changes = differences.map(({ path, change, before: was, after: is }) => {
    const [old, now] = [JSON.stringify(was), JSON.stringify(is)]
    const what = { added: now, removed: old, changed: `${old} → ${now}`, reordered: `${old} → ${now}` }[change]
    return `${change.padEnd(9)}  ${path}: ${what}`
  })
  const summary = changes.length > 0 ? changes.join('\n') : 'Only comments and layout differ.'
  return [`${from} → ${to}`, summary, patch?.trimEnd() ?? 'The texts differ too much for a diff of lines.'].join('\n\n')
}
