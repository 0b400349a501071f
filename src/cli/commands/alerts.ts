import { type Command, Option } from 'commander'
import { validate as isUuid } from 'uuid'
import type { Answer } from '../../client/operations.ts'
import { type AlertKind, alertKindNames } from '../../config/alert-kinds.ts'
import { type Client, unlessAbsent } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { when } from '../format.ts'
import { type Quit, usage } from '../quit.ts'
import { table } from '../table.ts'

interface ListFlags extends HubOptions {
  all?: boolean
  kind?: AlertKind
}

interface AcknowledgeFlags extends HubOptions {
  note?: string
  until?: string
  undo?: boolean
}

export function alertsCommand(cli: Cli): Command {
  return hubCommand('alerts', 'list what is wrong, and acknowledge it', cli)
    .option('--all', 'also closed alerts')
    .addOption(new Option('--kind <kind>', 'only alerts of this kind').choices(alertKindNames))
    .action(async (flags: ListFlags) => {
      const query = { ...(flags.all ? { state: [...every] } : {}), ...(flags.kind ? { kind: flags.kind } : {}) }
      const found = await clientFor(cli, flags).call('get /alerts', { query })
      answer(cli, flags, found, () => format(cli, found.items))
    })
    .addCommand(acknowledgeCommand(cli))
}

const every = ['open', 'acknowledged', 'closed'] as const

function acknowledgeCommand(cli: Cli): Command {
  const part = (name: string, description: string) => hubCommand(name, description, cli)
  return part('acknowledge', 'end the reminders of an alert; its end is told all the same')
    .argument('<id>', 'id of the alert')
    .option('--note <text>', 'shown to operators')
    .option('--until <time>', 'only until this time (ISO 8601): 2026-12-01T08:00:00Z')
    .option('--undo', 'take the acknowledgement back')
    .action(async (id: string, flags: AcknowledgeFlags) => {
      const client = clientFor(cli, flags)
      const params = { id }
      const body = { ...(flags.note ? { note: flags.note } : {}), ...(flags.until ? { until: flags.until } : {}) }
      if (flags.undo && (flags.note || flags.until)) throw usage('--undo takes neither --note nor --until')
      if (!isUuid(id)) throw await unknownAlert(client, id)
      const asked = flags.undo
        ? client.call('delete /alerts/{id}/acknowledgements', { params })
        : client.call('post /alerts/{id}/acknowledgements', { params, body })
      const now = await unlessAbsent(asked)
      if (!now) throw await unknownAlert(client, id)
      answer(cli, flags, now, () => `${now.headline}: ${now.state}.`)
    })
}

/** @returns the error, with the alerts that could be meant */
async function unknownAlert(client: Client, id: string): Promise<Quit> {
  const { items } = await client.call('get /alerts')
  const open = items.map((one) => `  ${one.id} ${one.headline}`)
  return usage([`No alert has the id ${id}. ${open.length > 0 ? 'Open:' : 'No alert is open.'}`, ...open].join('\n'))
}

type Alert = Answer<'get /alerts'>['items'][number]

function format({ terminal }: Cli, alerts: readonly Alert[]): string {
  if (alerts.length === 0) return 'No alert is open.'
  return table(
    [
      { title: 'SEVERITY' },
      { title: 'STATE' },
      { title: 'ALERT' },
      { title: 'SINCE', whole: true },
      { title: 'ID', whole: true },
    ],
    alerts.map(({ severity, state, headline, since, id, endedAt, closedAt }) => [
      severity,
      endedAt && !closedAt ? 'over' : state,
      headline,
      closedAt ? `${when(since)} to ${when(closedAt)}` : when(since),
      id,
    ]),
    terminal.width,
  )
}
