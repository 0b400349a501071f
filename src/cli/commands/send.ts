import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { z } from 'zod'
import { oneLine } from '../../lead/printable.ts'
import { sampleLead } from '../../lead/sample.ts'
import { baseOf, refusal, request } from '../client.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { count } from '../filter-options.ts'
import { formatOutcome, plural } from '../format.ts'
import { exitCodes, Quit, usage } from '../quit.ts'
import { hasEnded, type LeadDetail, waitForLead } from '../wait.ts'

interface Flags extends HubOptions {
  source: string
  key?: string
  offer?: string
  wait: number
}

export function sendCommand(cli: Cli): Command {
  const command = hubCommand('send', 'send a lead to the ingest URL and follow it to its receipts', cli)
    .argument('[file]', 'JSON file to send; default: the documented sample, marked as a test')
    .requiredOption('--source <id>', 'a source of config.yaml')
    .option('--key <key>', "the source's key; LEADYARD_KEY is safer")
    .option('--offer <offer>', 'publisher.offer, as in ?offer=')
    .option('--wait <seconds>', 'longest wait for the end of its deliveries', count, 60)
  return command.action(async (file: string | undefined, flags: Flags) => {
    const taken = await post(cli, file, flags)
    const { terminal } = cli
    const say = flags.json ? () => undefined : terminal.print
    say(taken.duplicateOf ? `This repeats lead ${taken.id}: no second lead was made` : `Lead ${taken.id} is on disk`)
    const lead = await waitForLead(clientFor(cli, flags), taken.id, flags.wait, (delivery) =>
      say(`  ${delivery.destination}: ${delivery.state} ${formatOutcome(delivery)}`),
    )
    answer(cli, flags, lead, () => formatResult(lead))
    const fine = lead.deliveries.length > 0 && lead.deliveries.every(({ state }) => state === 'delivered')
    if (!fine) cli.exitWith(exitCodes.failed)
  })
}

const taken = z.object({ id: z.string(), duplicateOf: z.string().optional() })

async function post({ env }: Cli, file: string | undefined, { url, source, offer, ...flags }: Flags) {
  const key = flags.key ?? env.key
  if (!key) throw usage("Give the source's key with LEADYARD_KEY or --key.")
  const address = new URL(`${baseOf(url)}/ingest/${encodeURIComponent(source)}`)
  if (offer) address.searchParams.set('offer', offer)
  const { status, json } = await request(address.href, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: file === undefined ? JSON.stringify(sampleLead(new Date())) : contentOf(file),
  })
  const read = taken.safeParse(json)
  if (status === 202 && read.success) return read.data
  // A body that the source cannot read is a fault of the file, not of the command line.
  const { message } = refusal(status, json)
  throw new Quit(status === 401 ? exitCodes.refused : exitCodes.failed, message)
}

function contentOf(file: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(file)
  } catch {
    throw usage(`${file} cannot be read.`)
  }
}

function unroutedHelp(state: string, offer: string): string {
  if (state !== 'unrouted') return ''
  const had = offer ? `Its offer was "${oneLine(offer)}"` : 'It had no offer'
  return `\n${had}. Name an offer of your routes: --offer <publisher.offer>.`
}

function formatResult({ state, reason, offer, deliveries }: LeadDetail): string {
  if (state !== 'routed')
    return `The lead is ${state}${reason ? `: ${oneLine(reason)}` : ''}.${unroutedHelp(state, offer)}`
  const delivered = deliveries.filter((one) => one.state === 'delivered').length
  const open = deliveries.filter((one) => !hasEnded(one))
  const pending = open.map((one) => `${one.destination} is ${one.state} ${formatOutcome(one)}`.trim())
  return [`Delivered to ${delivered} of ${plural(deliveries.length, 'destination')}.`, ...pending].join('\n')
}
