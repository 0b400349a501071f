import type { Command } from 'commander'
import { type Client, unlessAbsent } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand, isId } from '../command.ts'
import { formatDelivery, formatLead } from '../format-detail.ts'
import { exitCodes, Quit } from '../quit.ts'

export function showCommand(cli: Cli): Command {
  const command = hubCommand('show', 'show everything that the hub knows about a lead or a delivery', cli)
    .argument('<id>', 'id of a lead or a delivery, or the reference of a receipt')
    .option('--raw', "show also the lead's body as it came")
  return command.action(async (id: string, flags: HubOptions & { raw?: boolean }) => {
    const client = clientFor(cli, flags)
    const found = await find(client, id, flags.raw ?? false)
    if (!found) throw new Quit(exitCodes.failed, `The hub knows no lead, delivery or receipt with the id ${id}.`)
    const { width } = cli.terminal
    if (found.kind === 'lead') answer(cli, flags, found.lead, () => formatLead(found.lead, width))
    else answer(cli, flags, found.delivery, () => formatDelivery(found.delivery, width))
  })
}

/** A reference may look like an id, as those of Dynamics 365 do. */
async function find(client: Client, id: string, raw: boolean) {
  if (isId(id)) {
    const lead = await unlessAbsent(client.call('get /leads/{id}', { params: { id }, query: { raw } }))
    if (lead) return { kind: 'lead', lead } as const
    const delivery = await unlessAbsent(client.call('get /deliveries/{id}', { params: { id } }))
    if (delivery) return { kind: 'delivery', delivery } as const
  }
  const { items } = await client.call('get /deliveries', { query: { reference: id, limit: 1 } })
  const [first] = items
  if (!first) return undefined
  const delivery = await client.call('get /deliveries/{id}', { params: { id: first.id } })
  return { kind: 'delivery', delivery } as const
}
