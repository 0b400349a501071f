import type { Command } from 'commander'
import { answer, type Cli, clientFor, type HubOptions, hubCommand } from '../command.ts'

interface ReportFlags extends HubOptions {
  send?: boolean
}

export function reportCommand(cli: Cli): Command {
  return hubCommand('report', 'show the report as if its period had ended with the last full hour', cli)
    .option('--send', 'send it to the addresses of report: in config.yaml')
    .action(async (flags: ReportFlags) => {
      const client = clientFor(cli, flags)
      if (flags.send) {
        const message = await client.call('post /report/messages')
        return answer(cli, flags, message, () => `The report is on its way by ${message.channel}: ${message.id}`)
      }
      const report = await client.call('get /report')
      answer(cli, flags, report, () => report.text)
    })
}
