import type { Command } from 'commander'
import type { Config } from '../../config/config.ts'
import { ConfigError, type ConfigProblem, problemLines } from '../../config/problems.ts'
import { answer, type Cli, jsonCommand } from '../command.ts'
import { plural } from '../format.ts'
import { closeAll, openConfigFile } from '../local-plan.ts'
import { exitCodes } from '../quit.ts'

/** Reads the file with the variables of this shell; needs no hub. */
export function checkConfigCommand(cli: Cli): Command {
  const command = jsonCommand('check-config', 'list everything that is wrong with a config.yaml')
  return command
    .argument('[file]', 'file to check; default: LEADYARD_CONFIG, or config.yaml')
    .action(async (given: string | undefined, flags: { json?: boolean }) => {
      const file = given ?? cli.env.configPath
      const read = await readFile(file, cli.env.variables)
      if (read.config) {
        const summary = summaryOf(read.config)
        return answer(cli, flags, { file, ok: true, ...summary }, () => `${file} is right: ${formatSummary(summary)}`)
      }
      cli.exitWith(exitCodes.config)
      answer(cli, flags, { file, ok: false, problems: read.problems }, () => {
        return `${file} has ${plural(read.problems.length, 'problem')}:\n${problemLines(read.problems)}`
      })
    })
}

type Read = { config: Config; problems?: undefined } | { config?: undefined; problems: readonly ConfigProblem[] }

async function readFile(file: string, env: Cli['env']['variables']): Promise<Read> {
  try {
    const { config, destinations } = await openConfigFile(file, env)
    await closeAll(destinations)
    return { config }
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems }
    throw error
  }
}

function summaryOf({ version, sources, destinations, routes }: Config) {
  return { version, sources: sources.size, destinations: destinations.size, routes: routes.length }
}

function formatSummary({ version, sources, destinations, routes }: ReturnType<typeof summaryOf>): string {
  const parts = [plural(sources, 'source'), plural(destinations, 'destination'), plural(routes, 'route')]
  return `${parts.join(', ')}; version ${version}`
}
