import { type Command, Option } from 'commander'
import type { Imported } from '../../api/shapes/import.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { formatLeadFields } from '../format-detail.ts'
import { type OpenFile, openFile } from '../import/file.ts'
import { formatDone, formatMapping } from '../import/format-import.ts'
import { type Format, importPlan, type Plan } from '../import/read.ts'
import { nothingDone, sendRows } from '../import/send.ts'
import { progressBar } from '../progress.ts'
import { exitCodes, Quit } from '../quit.ts'

interface Flags extends HubOptions {
  source: string
  map: string[]
  format?: Format
  encoding: string
  offer?: string
  dryRun?: boolean
  keepOnly?: boolean
}

export function importCommand(cli: Cli): Command {
  const command = hubCommand(
    'import',
    'take in the leads of a CSV or NDJSON file, each row once, however often it is run',
    cli,
  )
    .argument('<file>', 'CSV with a header, an NDJSON export, or the marketplace’s JSON, one object a line')
    .requiredOption('--source <id>', 'source of the leads, as in config.yaml')
    .option(
      '--map <column=path>',
      'meaning of a column: --map "Work e-mail=person.email"; repeat for each column',
      listed,
      [],
    )
    .option('--offer <offer>', 'publisher.offer of rows that name no offer')
    .option('--dry-run', 'show how the file would be read; nothing is sent')
    .option('--keep-only', 'keep the leads and deliver none of them')
    .option('--encoding <name>', 'charset of the file', 'utf-8')
    .addOption(
      new Option('--format <format>', 'format of the file, if its name does not tell it').choices(['csv', 'ndjson']),
    )
  return command.action(async (path: string, flags: Flags) => {
    const file = await openFile(path, flags.encoding)
    const plan = importPlan(file, flags.format, flags.map)
    if (!flags.json) cli.terminal.tell(formatMapping(plan, cli.terminal.width))
    if (flags.dryRun) return dryRunImport(cli, flags, file, plan)
    await run(cli, flags, file, plan)
  })
}

const listed = (value: string, before: string[]) => [...before, value]

async function dryRunImport(cli: Cli, flags: Flags, file: OpenFile, plan: Plan): Promise<void> {
  let [rows, leads] = [0, 0]
  let first: object | undefined
  for await (const row of plan.rows(file.text(() => undefined))) {
    rows++
    const lead = plan.lead(row, flags.source, flags.offer)
    if (lead) leads++
    first ??= lead
  }
  const { raw: _raw, ...shown } = { raw: undefined, ...first }
  const found = {
    rows,
    leads,
    unreadable: rows - leads,
    columns: plan.columns,
    unknown: plan.unknown,
    first: first ? shown : null,
  }
  answer(cli, flags, found, () => {
    const read = first ? `The first lead would be\n\n${formatLeadFields(shown)}` : 'No row has a lead.'
    return `${read}\n\n${rows} rows, ${leads} with a lead, ${rows - leads} without. Nothing was sent.`
  })
  if (leads === 0) cli.exitWith(exitCodes.failed)
}

async function run(cli: Cli, flags: Flags, file: OpenFile, plan: Plan): Promise<void> {
  const { terminal } = cli
  const { source, offer, keepOnly = false } = flags
  const client = clientFor(cli, flags)
  const stop = new AbortController()
  const end = () => stop.abort()
  process.once('SIGINT', end).once('SIGTERM', end)
  const bar = progressBar(terminal, '{bar} {percentage}% of the file, {rows} rows', file.size, { rows: 0 })
  let done = nothingDone
  try {
    await sendRows({
      ...{ client, file, plan, source, offer, keepOnly },
      stopping: stop.signal,
      onRead: (bytes) => bar.at(bytes),
      onDone: (now) => {
        done = now
        bar.say({ rows: now.rows })
      },
      onWait: (message) => terminal.tell(`${message} Sending again.`),
    })
  } catch (error) {
    bar.stop()
    const code = error instanceof Quit ? error.code : exitCodes.failed
    const why = error instanceof Error ? error.message : String(error)
    throw new Quit(code, `${why}\n${formatProgress(done)}`)
  } finally {
    bar.stop()
    process.off('SIGINT', end).off('SIGTERM', end)
  }
  if (stop.signal.aborted) throw new Quit(exitCodes.failed, `Ended before the end of the file. ${formatProgress(done)}`)
  answer(cli, flags, done, () => formatDone(done))
}

function formatProgress(done: Imported): string {
  if (done.rows === 0) return 'No row was taken.'
  return `${formatDone(done)} Run the same command again to import the rest: rows that have come in already make no second lead.`
}
