import { usualRecurrence } from '../config/report.ts'
import { audit } from '../ledger/audit.ts'
import { insertMessage } from '../ledger/notify/messages.ts'
import { findMessage } from '../ledger/notify/reads.ts'
import { composeOptions } from '../notify/messages/options.ts'
import { reportUntilNow } from '../notify/report/tell.ts'
import { entryOf } from './catalogue.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import { absent, conflict } from './refusal.ts'
import { asMessage, messageShape } from './shapes/message.ts'
import { asReport, reportShape } from './shapes/report.ts'

export const reportEndpoints = [
  endpoint({
    method: 'get',
    path: '/report',
    summary: 'The report as if its period had ended with the last full hour; with `Accept: text/html` the mail',
    role: 'viewer',
    answer: reportShape,
    html: ({ html }) => html,
    async handle(_, api) {
      const { figures, mail } = await present(api)
      return asReport(figures, mail, api.config().report !== undefined)
    },
  }),
  endpoint({
    method: 'post',
    path: '/report/messages',
    summary: 'Send the report as it is now; `GET /messages/{id}` tells whether it was sent',
    role: 'operator',
    answer: messageShape,
    status: 202,
    refusals: { 409: 'No report is configured' },
    async handle({ actor, role }, api) {
      const { db, queue } = api.delivery
      const { report } = api.config()
      if (!report) throw conflict('No report is configured. Enter report: in config.yaml.')
      const { mail, at } = await present(api)
      const id = await db.transaction().execute(async (tx) => {
        await audit(tx, { actor, action: 'send-report', subject: report.channel })
        return insertMessage(tx, { kind: 'report', channel: report.channel, to: report.to, at, ...mail })
      })
      // Without the ring it is sent within half a minute.
      await queue.messages().catch(() => undefined)
      const row = await findMessage(db, id)
      if (!row) throw absent('The message was forgotten.')
      return asMessage(row, entryOf(api.config(), row.problem), sightOf(role))
    },
  }),
]

function present({ delivery: { db }, config }: ApiContext) {
  const { report, alerts } = config()
  const { console } = composeOptions(config())
  return reportUntilNow({ db, console }, report?.recurrence ?? usualRecurrence(alerts.zone))
}
