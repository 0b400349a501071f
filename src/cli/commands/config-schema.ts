import type { Command } from 'commander'
import { describeConfig } from '../../config/json-schema.ts'
import { ConfigError, describeProblem } from '../../config/problems.ts'
import { type Cli, jsonCommand } from '../command.ts'
import { readConfigFile } from '../config-file.ts'
import { exitCodes, Quit } from '../quit.ts'

/** Needs no hub. */
export function configSchemaCommand({ terminal }: Cli): Command {
  return jsonCommand('config-schema', 'print a JSON Schema of config.yaml, for editors')
    .option('--config <file>', 'include the connectors that this file names, and no others')
    .action(async ({ config }: { config?: string }) => {
      const schema = config === undefined ? await builtIn() : await closedFor(config)
      terminal.print(JSON.stringify(schema, null, 2))
    })
}

async function builtIn() {
  const [{ connectors }, { channels }] = await Promise.all([
    import('../../../connectors/index.ts'),
    import('../../../channels/index.ts'),
  ])
  return describeConfig(connectors, { channels })
}

async function closedFor(file: string) {
  try {
    const { connectors, channels } = await readConfigFile(file)
    return describeConfig(connectors, { channels, closed: true })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new Quit(exitCodes.config, error.problems.map(describeProblem).join('\n'))
  }
}
