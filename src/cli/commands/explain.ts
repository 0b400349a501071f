import type { Command } from 'commander'
import type { Connector } from '../../connector.ts'
import { explain } from '../../delivery/problem.ts'
import { answer, type Cli, jsonCommand } from '../command.ts'
import { explained } from '../format.ts'
import { exitCodes } from '../quit.ts'

/** Works without a hub: the catalogues come with the connectors. */
export function explainCommand(cli: Cli): Command {
  const command = jsonCommand('explain', 'what a message of a CRM means and what to do, from the documented problems')
  return command
    .argument('<message...>', 'what you were shown, pasted')
    .action(async (message: string[], flags: { json?: boolean }) => {
      const { connectors } = await import('../../../connectors/index.ts')
      const found = connectors.flatMap((connector) => entries(connector, message.join(' ')))
      answer(cli, flags, { items: found }, () => {
        if (found.length === 0) return 'No documented problem is told in these words.'
        return found.map((entry) => `${entry.label}\n${explained(entry, '  ')}`).join('\n\n')
      })
      if (found.length === 0) cli.exitWith(exitCodes.failed)
    })
}

function entries({ type, label, problems }: Connector, message: string) {
  return explain(problems, message).map(({ id, wording, codes = [], cause, remedy, link }) => ({
    ...{ id, connector: type, label, wording, codes, cause, remedy, link },
  }))
}
