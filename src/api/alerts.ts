import { z } from 'zod'
import type { AlertNews } from '../channel.ts'
import { alertKindNames } from '../config/alert-kinds.ts'
import type { Config } from '../config/config.ts'
import { audit } from '../ledger/audit.ts'
import type { AlertRow } from '../ledger/notify/alerts.ts'
import { acknowledge, findAlert, marksOf, pageOfAlerts, withdrawAcknowledgement } from '../ledger/notify/reads.ts'
import { alertNews } from '../notify/messages/compose.ts'
import { composeOptions } from '../notify/messages/options.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { moment } from './filters.ts'
import { sightOf } from './privacy.ts'
import { absent, conflict } from './refusal.ts'
import { alertDetailShape, alertPageShape, alertStates, asAlert, asTold, severities } from './shapes/alert.ts'
import type { ToDo } from './to-do.ts'

const params = z.strictObject({ id: z.uuid() })
const unknown = 'No alert has this id.'

export const alertEndpoints = [
  endpoint({
    method: 'get',
    path: '/alerts',
    summary: 'What people should know: what is wrong now, and what was, newest first',
    role: 'viewer',
    query: z.strictObject({
      state: z
        .array(z.enum(alertStates))
        .min(1)
        .default(['open', 'acknowledged'])
        .meta({ description: 'Default: those that are not closed.' }),
      kind: z
        .enum(alertKindNames)
        .optional()
        .meta({ description: '`held`, `late`…; docs/notifications.md lists the kinds.' }),
      severity: z.enum(severities).optional(),
      subject: z.string().min(1).optional().meta({ description: 'Id of a destination, source, offer or channel.' }),
      limit: z.int().min(1).max(500).default(50),
      after: z.uuid().optional(),
    }),
    answer: alertPageShape,
    async handle({ query: { limit, after, ...filter }, role }, api) {
      const { items, next } = await pageOfAlerts(api.delivery.db, filter, { limit, after })
      return { items: items.map((row) => describe(row, api, role)), next: next ?? null }
    },
  }),
  endpoint({
    method: 'get',
    path: '/alerts/{id}',
    summary: 'One alert, and which channels were told of it',
    role: 'viewer',
    params,
    answer: alertDetailShape,
    handle: ({ params: { id }, role }, api) => detail(id, api, role),
  }),
  endpoint({
    method: 'post',
    path: '/alerts/{id}/acknowledgements',
    summary: 'Acknowledge an alert: no more reminders and no escalation; with `until`, for a time',
    role: 'operator',
    params,
    body: z.strictObject({
      note: z.string().trim().max(500).default('').meta({ description: 'Shown to operators.' }),
      until: moment
        .refine((text) => Date.parse(text) > Date.now(), 'must be in the future')
        .optional()
        .meta({ description: 'When the acknowledgement ends. Default: with the alert.' }),
    }),
    answer: alertDetailShape,
    refusals: { 409: 'It is closed' },
    async handle({ params: { id }, body: { note, until }, actor, role }, api) {
      await requireAlert(id, api)
      await api.delivery.db.transaction().execute(async (tx) => {
        const how = { actor, note, until: until === undefined ? undefined : new Date(until) }
        if (!(await acknowledge(tx, id, how))) throw conflict('The alert is closed.')
        await audit(tx, { actor, action: 'acknowledge', subject: id, detail: { until } })
      })
      return detail(id, api, role)
    },
  }),
  endpoint({
    method: 'delete',
    path: '/alerts/{id}/acknowledgements',
    summary: 'Take the acknowledgement back: people are reminded again',
    role: 'operator',
    params,
    answer: alertDetailShape,
    async handle({ params: { id }, actor, role }, api) {
      await requireAlert(id, api)
      await api.delivery.db.transaction().execute(async (tx) => {
        await withdrawAcknowledgement(tx, id)
        await audit(tx, { actor, action: 'withdraw-acknowledgement', subject: id })
      })
      return detail(id, api, role)
    },
  }),
]

async function requireAlert(id: string, { delivery: { db } }: ApiContext): Promise<AlertRow> {
  const row = await findAlert(db, id)
  if (!row) throw absent(unknown)
  return row
}

async function detail(id: string, api: ApiContext, role: Role) {
  const row = await requireAlert(id, api)
  return { ...describe(row, api, role), told: (await marksOf(api.delivery.db, id)).map(asTold) }
}

/** Kinds of which the overview tells in its own lists. */
const inOverview: readonly string[] = [
  ...['held', 'resting', 'waiting-for-person', 'unrouted', 'unreadable'],
  ...['silent', 'front-door', 'table', 'config', 'secret', 'workers'],
]

/** What the overview's own lists lack. */
export function furtherAlerts(rows: readonly AlertRow[], first: readonly ToDo[], config: Config) {
  const isFirst = ({ kind, subject }: AlertRow) =>
    kind === 'channel' && first.some(({ channel }) => channel === subject)
  return rows
    .filter((row) => !inOverview.includes(row.kind) && !row.inhibited_by && !row.ended_at && !isFirst(row))
    .map((row) => {
      const { id, kind, severity, subject, detail, since } = row
      const { headline } = wordsOf(row, config)
      return { id, kind, severity, subject, detail, headline, since: since.toISOString() }
    })
}

function describe(alert: AlertRow, { config }: ApiContext, role: Role) {
  return asAlert(alert, wordsOf(alert, config()), sightOf(role))
}

/** The words of the messages. */
function wordsOf(alert: AlertRow, config: Config): AlertNews {
  const type = alert.closed_at ? 'alert.closed' : 'alert.opened'
  const news = { type, alert, mark: undefined, at: alert.since, how: 'first' } as const
  return alertNews(news, new Date(), composeOptions(config))
}
