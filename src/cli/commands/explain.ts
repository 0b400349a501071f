import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { ConfigError } from '../../config/problems.ts'
import type { Connector } from '../../connector.ts'
import { explain } from '../../delivery/problem.ts'
import { answer, type Cli, jsonCommand } from '../command.ts'
import { readConfigFile } from '../config-file.ts'
import { formatProblem } from '../format.ts'
import { exitCodes, Quit } from '../quit.ts'

/** Needs no hub, because the connectors contain the catalogues. */
export function explainCommand(cli: Cli): Command {
  const command = jsonCommand('explain', 'tell what a message of a CRM means and what to do')
  return command
    .argument('<message...>', 'the message that you were shown')
    .option(
      '--config <file>',
      'file that names connectors of your own; default: LEADYARD_CONFIG, or config.yaml if it exists',
    )
    .action(async (message: string[], flags: { json?: boolean; config?: string }) => {
      const connectors = await connectorsOf(flags.config, cli)
      const found = connectors.flatMap((connector) => entries(connector, message.join(' ')))
      answer(cli, flags, { items: found }, () => {
        if (found.length === 0) return 'No documented problem has these words.'
        return found.map((entry) => `${entry.label}\n${formatProblem(entry, '  ')}`).join('\n\n')
      })
      if (found.length === 0) cli.exitWith(exitCodes.failed)
    })
}

/** The connectors of the configuration; without a configuration, the built-in connectors. */
async function connectorsOf(named: string | undefined, { env, terminal }: Cli): Promise<readonly Connector[]> {
  const file = named ?? env.configPath
  if (named !== undefined || existsSync(file)) {
    try {
      return (await readConfigFile(file)).connectors
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      if (named !== undefined) throw new Quit(exitCodes.config, error.message)
      terminal.tell(`Connectors of your own are left out: ${error.message}`)
    }
  }
  return (await import('../../../connectors/index.ts')).connectors
}

function entries({ type, label, problems }: Connector, message: string) {
  return explain(problems, message).map(({ id, wording, codes = [], cause, remedy, link }) => ({
    ...{ id, connector: type, label, wording, codes, cause, remedy, link },
  }))
}
