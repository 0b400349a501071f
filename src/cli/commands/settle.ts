import type { Command } from 'commander'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { given } from '../filter-options.ts'
import { usage } from '../quit.ts'

interface Flags extends HubOptions {
  arrived?: boolean
  absent?: boolean
  reference?: string
  link?: string
  reason: string
}

export function settleCommand(cli: Cli): Command {
  const command = hubCommand('settle', 'settle a delivery that may have arrived, after you looked in the CRM', cli)
  return command
    .argument('<delivery>', 'id of the delivery')
    .option('--arrived', 'the lead is there: the delivery becomes delivered')
    .option('--absent', 'the lead is not there: the delivery becomes exhausted, and a replay sends it')
    .option('--reference <reference>', 'id of the record in the CRM')
    .option('--link <url>', 'URL of the record in the CRM')
    .requiredOption('--reason <words>', 'how you know; shown to other operators')
    .action(async (id: string, flags: Flags) => {
      const { arrived = false, absent = false, reference, link, reason } = flags
      if (arrived === absent) throw usage('Add either --arrived or --absent.')
      if (absent && (reference !== undefined || link !== undefined)) {
        throw usage('--reference and --link belong to --arrived.')
      }
      const outcome = arrived ? ('arrived' as const) : ('absent' as const)
      const body = { outcome, ...given({ reference, link }), reason }
      const done = await clientFor(cli, flags).call('post /deliveries/{id}/settlements', { params: { id }, body })
      answer(cli, flags, done, () => format(done))
    })
}

function format({ was, state }: { was: string; state: string }): string {
  const next = state === 'delivered' ? '' : ' leadyard replay sends it.'
  return `It was ${was} and is ${state} now.${next}`
}
