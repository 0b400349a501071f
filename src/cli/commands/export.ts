import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { printable } from '../../lead/printable.ts'
import { type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { exported } from '../export-stream.ts'
import { given, type PeriodFlags, period, periodOptions } from '../filter-options.ts'
import { plural } from '../format.ts'
import { type FilterOf, listOfLeads, newest } from '../pages.ts'
import { progressBar } from '../progress.ts'
import { exitCodes, Quit, usage } from '../quit.ts'

interface Flags extends HubOptions, PeriodFlags {
  format?: 'csv' | 'ndjson'
  bom?: boolean
  state?: FilterOf<'/leads'>['state']
  source?: string
  offer?: string
  email?: string
  force?: boolean
}

export function exportCommand(cli: Cli): Command {
  const command = periodOptions(
    hubCommand('export', 'write leads with their deliveries as CSV or NDJSON, oldest first', cli),
  )
    .argument('[file]', 'file to write; without it, or with -, standard output')
    .addOption(
      new Option('--format <format>', 'csv, unless the file name ends in .ndjson or .jsonl').choices(['csv', 'ndjson']),
    )
    .option('--bom', 'CSV for Excel: begin with a byte order mark')
    .option(
      '--state <states>',
      'leads in these states: received, routed, unrouted, unreadable, suppressed, erased',
      (text) => text.split(','),
    )
    .option('--source <id>', 'source of the leads')
    .option('--offer <offer>', 'leads of this publisher.offer')
    .option('--email <address>', 'leads of this person')
    .option('-f, --force', 'overwrite an existing file')
  return command.action(async (file: string | undefined, flags: Flags) => {
    const { state, source, offer, email, bom } = flags
    const format = flags.format ?? (/\.(ndjson|jsonl)$/i.test(file ?? '') ? 'ndjson' : 'csv')
    const filter = given({ state, source, offer, email, ...period(flags) })
    const client = clientFor(cli, flags)
    const stream = () => exported(client, given({ ...filter, format, bom }))
    if (file === undefined || file === '-') return toStandardOutput(stream())
    const place = { file, mayReplace: flags.force ?? false }
    refuseToReplace(place)
    const { count, capped } = await newest(listOfLeads(client), filter, 1)
    await toFile(cli, place, stream(), capped ? undefined : count, format)
  })
}

async function toStandardOutput(stream: AsyncIterable<Buffer>): Promise<void> {
  const { stdout } = process
  // A program gets every byte; a terminal must not obey the control characters of a lead.
  const shown = stdout.isTTY ? printed(stream) : stream
  await pipeline(shown, stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
    // The reader closed the pipe: `… | head`.
    if (error.code !== 'EPIPE') throw error
  })
}

async function* printed(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const bytes of stream) yield printable(decoder.decode(bytes, { stream: true }))
  yield printable(decoder.decode())
}

interface Output {
  file: string
  mayReplace: boolean
}

/** @throws Quit 2 */
function refuseToReplace({ file, mayReplace }: Output): void {
  if (!mayReplace && existsSync(file)) throw usage(`${file} exists already. Add --force to overwrite it.`)
}

/** Writes to a temporary file, which gets its name when it is complete. @param total undefined = too many to count */
async function toFile(
  { terminal }: Cli,
  place: Output,
  stream: AsyncIterable<Buffer>,
  total: number | undefined,
  format: 'csv' | 'ndjson',
): Promise<void> {
  const { file } = place
  const part = `${file}.part`
  const most = total ?? Number.MAX_SAFE_INTEGER
  const words = total === undefined ? '{value} leads' : '{bar} {percentage}%, {value} of {total} leads'
  const bar = progressBar(terminal, words, most, {})
  const lines = lineCounter(format === 'csv')
  const counted = async function* () {
    for await (const bytes of stream) {
      lines.see(bytes)
      bar.at(Math.min(most, lines.count()))
      yield bytes
    }
  }
  try {
    // The file holds personal data, so only its owner may read it. It is opened first: a file that is still being
    // opened when the stream fails would appear after its removal.
    const whole = await open(part, 'w', 0o600)
    await pipeline(counted(), whole.createWriteStream())
    refuseToReplace(place)
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    if (error instanceof Quit) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new Quit(exitCodes.failed, `${file} cannot be written${code ? ` (${code})` : ''}.`)
  } finally {
    bar.stop()
  }
  terminal.tell(`${plural(lines.count(), 'lead')} in ${file}.`)
}

/** Counts rows without the header of CSV. A row of CSV may have line breaks between quotation marks. */
function lineCounter(csv: boolean): { see(bytes: Buffer): void; count(): number } {
  let [lines, quoted] = [csv ? -1 : 0, false]
  return {
    see(bytes) {
      for (const byte of bytes) {
        if (byte === 0x22) quoted = csv && !quoted
        else if (byte === 0x0a && !quoted) lines++
      }
    },
    count: () => Math.max(0, lines),
  }
}
