import type { Command } from 'commander'
import { ConfigError, describeProblem } from '../../config/problems.ts'
import { oneLine } from '../../lead/printable.ts'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'
import { formatOutcome, formatTrouble, withCode } from '../format.ts'
import { exitCodes, usage } from '../quit.ts'
import { askUnsaved, readUnsaved } from '../unsaved.ts'
import { waitForDelivery } from '../wait.ts'

interface Flags extends HubOptions {
  lead?: boolean
  settings?: string
}

export function checkCommand(cli: Cli): Command {
  return hubCommand('check', 'ask a destination whether everything is right; writes nothing there', cli)
    .argument('[destination]', 'id of a destination of the running hub')
    .option('--lead', 'also send a test lead (MSFT_TEST_…) and show the receipt')
    .option('--settings <file>', 'check instead a file with one entry of destinations: (needs no hub)')
    .action(async (id: string | undefined, flags: Flags) => {
      if (flags.settings !== undefined) return checkUnsaved(cli, flags.settings, flags)
      if (!id) throw usage('Name a destination, or give --settings with a file.')
      const fine = await checkConfigured(cli, id, flags)
      if (flags.lead && fine !== false) await sendTestLead(cli, id, flags)
    })
}

async function checkConfigured(cli: Cli, id: string, flags: Flags): Promise<boolean | null> {
  const { call } = clientFor(cli, flags)
  const checked = await call('post /destinations/{id}/checks', { params: { id } })
  const { ok, trouble, detail } = checked
  const { expiries } = await call('get /destinations/{id}', { params: { id } })
  for (const { setting, at } of expiries) cli.terminal.tell(`${id}: ${setting} ends in ${daysUntil(at)} days (${at})`)
  for (const { field, message } of checked.doubts) cli.terminal.tell(oneLine(`${id}: field ${field}: ${message}`))
  if (!flags.lead || ok === false) {
    answer(cli, flags, checked, () => {
      if (trouble) return `${id}: ${formatTrouble(trouble)}`
      const next = ok === null ? ` leadyard check ${id} --lead sends a test lead.` : ''
      return `${id}: ${ok ? 'address, credentials and permissions are right. ' : ''}${detail}${next}`
    })
    if (ok !== true) cli.exitWith(exitCodes.failed)
  }
  return ok
}

function daysUntil(at: string): number {
  return Math.floor((Date.parse(at) - Date.now()) / 86_400_000)
}

async function sendTestLead(cli: Cli, id: string, flags: Flags): Promise<void> {
  const client = clientFor(cli, flags)
  const sent = await client.call('post /destinations/{id}/test-leads', { params: { id } })
  const delivery = await waitForDelivery(client, sent.delivery, 60)
  answer(cli, flags, delivery, () => `${id}: test lead ${sent.lead} ${delivery.state} ${formatOutcome(delivery)}`)
  if (delivery.state !== 'delivered') cli.exitWith(exitCodes.failed)
}

async function checkUnsaved(cli: Cli, file: string, flags: Flags): Promise<void> {
  const { connectors } = await import('../../../connectors/index.ts')
  try {
    const asked = await askUnsaved(readUnsaved(file, connectors, cli.env.variables), flags.lead ?? false)
    const { ok, receipt, failure, problem } = asked
    const shown = {
      ok: ok ?? null,
      receipt,
      class: failure?.class,
      code: failure?.detail.code,
      problem,
      message: failure?.message,
    }
    answer(cli, flags, shown, () => {
      if (failure)
        return `${file}: ${withCode({ code: failure.detail.code ?? failure.class, message: failure.message })}${problem ? ` ${problem}` : ''}`
      if (receipt) return oneLine(`${file}: ${receipt.outcome} ${receipt.reference ?? ''} ${receipt.link ?? ''}`.trim())
      return ok
        ? `${file}: address, credentials and permissions are right.`
        : `${file}: cannot be checked without a lead (--lead).`
    })
    if (ok !== true) cli.exitWith(exitCodes.failed)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    cli.exitWith(exitCodes.config)
    const { problems } = error
    answer(cli, flags, { ok: false, problems }, () => problems.map(describeProblem).join('\n'))
  }
}
