import { z } from 'zod'
import type { AlertNews } from '../../channel.ts'
import type { AlertRow, MarkRow } from '../../ledger/notify/alerts.ts'
import type { Sight } from '../privacy.ts'
import { iso, named, orNull, page, time } from './named.ts'

export const alertStates = ['open', 'acknowledged', 'closed'] as const
export const severities = ['critical', 'warning', 'info'] as const

const alert = z.object({
  id: z.uuid(),
  key: z.string().meta({ description: '`held:crm-eu`. At most one alert of a key is open.' }),
  kind: z.string(),
  severity: z.enum(severities),
  subject: z.string().meta({ description: 'Id of a destination, source, offer or channel.' }),
  state: z.enum(alertStates),
  headline: z.string().meta({ description: 'What is the matter, and with what.' }),
  text: z.string().meta({ description: 'What happened, and what to do.' }),
  detail: z
    .record(z.string(), z.unknown())
    .meta({ description: 'Figures and ids of the last look, by kind; docs/notifications.md lists the kinds.' }),
  since: time,
  openedAt: time,
  seenAt: time.meta({ description: 'When a look last found it so, or changed it.' }),
  endedAt: time.nullable().meta({ description: 'It is over; the alert closes when it stayed so.' }),
  closedAt: time.nullable(),
  reopened: z.int().meta({ description: 'How often it came back before it closed.' }),
  toldAt: time.nullable().meta({ description: 'When people were first told; null: not yet, or there is no channel.' }),
  inhibitedBy: z.uuid().nullable().meta({ description: 'The open alert that explains it; it is not told meanwhile.' }),
  escalatedAt: time.nullable(),
  acknowledgement: z
    .object({ by: z.string(), at: time, until: time.nullable(), note: z.string().nullable() })
    .nullable()
    .meta({ description: 'No person is reminded; the end is told all the same.' }),
})

export const alertShape = named('Alert', alert)
export const alertPageShape = page('AlertPage', alertShape)

export const alertDetailShape = named(
  'AlertDetail',
  alert.extend({
    told: z.array(
      z.object({
        channel: z.string(),
        message: z.uuid().meta({ description: 'The message that told of the opening.' }),
        at: time.meta({ description: 'When it was last told that it is so.' }),
        reminders: z.int(),
        closed: z.boolean().meta({ description: 'Its end was told.' }),
      }),
    ),
  }),
)

export function asAlert(row: AlertRow, { headline, text }: AlertNews, sight: Sight): z.input<typeof alertShape> {
  const { acknowledged_at: at, acknowledged_by: by, acknowledged_until: until, note } = row
  const acknowledged = at !== null && (until === null || until.getTime() > Date.now())
  return {
    ...{ id: row.id, key: row.key, kind: row.kind, severity: row.severity, subject: row.subject, headline, text },
    detail: row.detail,
    state: row.closed_at ? 'closed' : acknowledged ? 'acknowledged' : 'open',
    ...{ since: row.since.toISOString(), openedAt: row.opened_at.toISOString(), seenAt: row.seen_at.toISOString() },
    ...{ endedAt: iso(row.ended_at), closedAt: iso(row.closed_at), reopened: row.reopened, toldAt: iso(row.told_at) },
    ...{ inhibitedBy: row.inhibited_by, escalatedAt: iso(row.escalated_at) },
    acknowledgement: acknowledged
      ? { by, at: at.toISOString(), until: iso(until), note: orNull(sight.text(note)) }
      : null,
  }
}

export function asTold(mark: MarkRow): z.input<typeof alertDetailShape>['told'][number] {
  const { channel, message, told_at, reminders, closed } = mark
  return { channel, message, at: told_at.toISOString(), reminders, closed }
}
