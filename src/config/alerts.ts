/** The part `alerts:` of config.yaml: what people are told, when, and by which channels. */
import { z } from 'zod'
import { duration } from '../settings/duration.ts'
import { alertKindNames } from './alert-kinds.ts'
import { id } from './names.ts'
import { cidr } from './policy.ts'
import { quietHoursSchema, zoneSchema } from './quiet-hours.ts'

export const severitySchema = z.enum(['critical', 'warning', 'info'])

const kindSchema = z.strictObject({
  severity: severitySchema.optional().meta({ help: 'Severity of alerts of this kind.' }),
  after: duration.optional().meta({ help: 'It must be so for this long before people are told.' }),
  off: z.boolean().default(false).meta({ help: 'Alerts of this kind are not opened.' }),
})

export const alertsSchema = z.strictObject({
  to: z.array(id).optional().meta({ help: 'Channels that are told. Default: all but those of `escalate.to`.' }),
  zone: zoneSchema.default('UTC').meta({ help: 'Time zone of the times in messages.' }),
  settle: duration
    .optional()
    .meta({ help: 'It must be over for this long before an alert closes. Default: by kind, mostly 5m.' }),
  remindAfter: z
    .array(duration)
    .prefault(['4h', '1d'])
    .meta({ help: 'Ages at which people are reminded of an open alert; then daily. `[]`: no reminders.' }),
  escalate: z
    .strictObject({
      after: duration
        .prefault('30m')
        .meta({ help: 'A critical alert that no person acknowledged for this long is told there, too.' }),
      to: z.array(id).min(1).meta({ help: 'Channels that are told then.' }),
    })
    .optional(),
  quietHours: quietHoursSchema.optional().meta({ help: 'Quiet hours of all channels that have none of their own.' }),
  late: z
    .strictObject({
      within: duration.prefault('1h').meta({ help: 'A lead that is older and not delivered is late.' }),
      offers: z
        .record(z.string().min(1).max(200), duration)
        .default({})
        .meta({ help: 'The same for single offers: `publisher.offer`, also with `*`. The first that fits counts.' }),
    })
    .prefault({}),
  flood: z
    .strictObject({
      leads: z.int().min(1).default(30).meta({ help: 'Fewer leads within an hour are no flood.' }),
      times: z
        .number()
        .min(1)
        .default(2)
        .meta({ help: 'More than so many times the busiest hour of twelve weeks is a flood.' }),
    })
    .prefault({})
    .meta({ help: 'When a source has a flood of leads.' }),
  refused: z
    .strictObject({
      of: z
        .int()
        .min(10)
        .max(500)
        .default(50)
        .meta({ help: 'How many of the last deliveries of a destination, or leads of a source, are looked at.' }),
      chance: z.number().min(1e-9).max(0.01).default(0.00001).meta({
        help: 'So many refusals among them must be less likely than this, by what is usual in twelve weeks.',
      }),
    })
    .prefault({})
    .meta({ help: 'When more is refused than usual.' }),
  wrongKeys: z.int().min(1).default(3).meta({
    help: 'So many posts with a wrong key, without a lead after the first of them, are told; or posts in so many different hours of a day.',
  }),
  kinds: z
    .partialRecord(z.enum(alertKindNames), kindSchema)
    .default({})
    .meta({ help: 'Other severities and waits, by kind of alert; docs/notifications.md lists the kinds.' }),
  heartbeat: z
    .url({ protocol: /^https?$/, error: 'must start with http:// or https://' })
    .optional()
    .meta({
      secret: true,
      help: 'Address that is called every minute while the hub can look after itself. Its service raises the alarm when the calls stop.',
    }),
  allowNetworks: z.array(cidr).default([]).meta({
    help: 'Private networks (CIDR) that the address of `heartbeat` may be in; all others are refused.',
  }),
})

export type AlertSettings = z.output<typeof alertsSchema>
