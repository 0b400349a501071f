import type { Command } from 'commander'
import { answer, type Cli, clientFor, type HubOptions, hubCommand, isId } from '../command.ts'
import { usage } from '../quit.ts'

export function revealCommand(cli: Cli): Command {
  return hubCommand('reveal', 'show a lead in full, and its body as it came; written to the audit', cli)
    .argument('<lead>', 'id of the lead')
    .action(async (id: string, flags: HubOptions) => {
      if (!isId(id)) throw usage(`${id} is no id of a lead. leadyard search finds the lead.`)
      const found = await clientFor(cli, flags).call('post /leads/{id}/reveals', { params: { id } })
      const { encoding, body } = found.raw
      answer(cli, flags, found, () =>
        [JSON.stringify(found.lead, null, 2), `${found.contentType || 'no content type'}, ${encoding}:`, body].join(
          '\n\n',
        ),
      )
    })
}
