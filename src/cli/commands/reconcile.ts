import type { Command } from 'commander'
import { type ReferralColumn, referralColumns } from '../../notify/referrals/columns.ts'
import { HubRefusal } from '../client.ts'
import { answer, type Cli, clientFor, confirmed, type HubOptions, hubCommand } from '../command.ts'
import { plural } from '../format.ts'
import { formatComparison } from '../format-referrals.ts'
import { openFile } from '../import/file.ts'
import { exitCodes, Quit, usage } from '../quit.ts'

interface Flags extends HubOptions {
  map: string[]
  encoding: string
  hours: string
  source?: string
  import?: boolean
  keepOnly?: boolean
  reveal?: boolean
  yes?: boolean
}

export function reconcileCommand(cli: Cli): Command {
  const command: Command = hubCommand('reconcile', 'compare a download of Partner Center’s leads with the hub', cli)
    .argument('<file>', 'CSV of the Referrals workspace, or of its analytics')
    .option('--import', 'take in the leads that are missing here')
    .option('--source <id>', 'source under which they come in')
    .option('--keep-only', 'with --import: keep the leads and deliver none of them')
    .option('--reveal', 'show e-mail addresses and companies')
    .option('--hours <n>', 'by so many hours the times may differ', '48')
    .option('--map <meaning=column>', 'a column with a name of its own: --map "email=Work e-mail"', listed, [])
    .option('--encoding <name>', 'charset of the file', 'utf-8')
    .option('-y, --yes', 'do not ask for confirmation')
  return command.action(async (path: string, flags: Flags) => {
    if (flags.import && flags.source === undefined)
      throw usage('--import needs --source, such as --source marketplace.')
    if (!flags.import && (flags.source ?? flags.keepOnly) !== undefined)
      throw usage('--source and --keep-only need --import.')
    const file = await openFile(path, flags.encoding)
    let csv = ''
    for await (const part of file.text(() => undefined)) csv += part
    if (csv.trim() === '') throw new Quit(exitCodes.data, `${path} is empty.`)
    const common = { csv, columns: columnsIn(flags.map), hours: hoursIn(flags.hours), reveal: flags.reveal ?? false }
    const compare = (more: object = {}) =>
      clientFor(cli, flags).call('post /reconciliations/referrals', { body: { ...common, ...more } })
    let found = await compare().catch(asFileFault)
    const { missing } = found.totals
    if (flags.import && missing > 0) {
      // With --yes, only the answer says it.
      if (!flags.json && !flags.yes) cli.terminal.tell(formatComparison(found, cli.terminal.width))
      const question = `Take in ${plural(missing, 'missing lead')}?`
      if (!flags.yes && !(await confirmed(cli, question, 'Add --yes to take them in.')))
        return cli.exitWith(exitCodes.failed)
      found = await compare({ import: { source: flags.source ?? '', keepOnly: flags.keepOnly ?? false } })
    }
    answer(cli, flags, found, () => formatComparison(found, cli.terminal.width))
    if (found.totals.theirs === 0) cli.exitWith(exitCodes.data)
    else if (found.totals.missing > 0 && !found.imported) cli.exitWith(exitCodes.failed)
  })
}

/** The first question names no source, so what the hub cannot process is the file. */
function asFileFault(error: unknown): never {
  const isFault = error instanceof HubRefusal && (error.status === 422 || error.status === 413)
  throw isFault ? new Quit(exitCodes.data, error.message) : error
}

const listed = (value: string, before: string[]) => [...before, value]

function columnsIn(given: readonly string[]): Partial<Record<ReferralColumn, string>> {
  const pairs = given.map((text) => {
    const sign = text.indexOf('=')
    const name = referralColumns.find((one) => one === text.slice(0, sign).trim())
    if (!name) throw usage(`--map takes "meaning=column". The meanings are ${referralColumns.join(', ')}.`)
    return [name, text.slice(sign + 1).trim()] as const
  })
  return Object.fromEntries(pairs)
}

function hoursIn(text: string): number {
  const hours = Number(text)
  if (text.trim() === '' || !Number.isFinite(hours)) throw usage('--hours takes a number.')
  return hours
}
