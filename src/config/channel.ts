/** One entry under `channels:`: the channel's own settings, what it is told, and how messages are sent. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Channel } from '../channel.ts'
import { duration } from '../settings/duration.ts'
import { alertKindNames } from './alert-kinds.ts'
import { severitySchema } from './alerts.ts'
import { asList, asRecord } from './as-record.ts'
import { described } from './issue-words.ts'
import { helpAt, knownKeys } from './known-keys.ts'
import { secretMeta } from './literal-secrets.ts'
import { nearest } from './nearest.ts'
import { cidr } from './policy.ts'
import { type ConfigProblem, fromZod } from './problems.ts'
import { quietHoursSchema } from './quiet-hours.ts'

/** The keys that every channel has besides its own settings. */
export const channelKeys = ['type', 'alerts', 'sending'] as const

export const channelAlertsSchema = z.strictObject({
  severity: severitySchema.default('info').meta({ help: 'The least severity that this channel is told.' }),
  kinds: z.array(z.enum(alertKindNames)).optional().meta({ help: 'Kinds that this channel is told. Default: all.' }),
  quietHours: quietHoursSchema
    .or(z.literal('none'))
    .optional()
    .meta({ help: 'Quiet hours of this channel. `none`: those of `alerts.quietHours` do not count here.' }),
})

const sendingSchema = z.strictObject({
  deadline: duration
    .refine((ms) => ms > 0 && ms <= 600_000, 'must be longer than 0 and at most 10m')
    .prefault('30s')
    .meta({ help: 'An attempt must end within this time.' }),
  retry: z
    .strictObject({
      first: duration.prefault('10s').meta({ help: 'Wait after the first failed attempt; then three times as long.' }),
      most: duration.prefault('10m').meta({ help: 'Longest wait.' }),
      within: duration.prefault('3d').meta({ help: 'After this time a message is given up.' }),
    })
    .prefault({}),
  allowNetworks: z
    .array(cidr)
    .default([])
    .meta({ help: 'Private networks (CIDR) that this channel may be in; all others are refused.' }),
})

export const channelSchema = z.looseObject({
  type: z.string().min(1).meta({ help: 'Type of the channel. Its settings stand next to it.' }),
  alerts: channelAlertsSchema.prefault({}),
  sending: sendingSchema.prefault({}),
})

export type Sending = z.output<typeof sendingSchema>
type ChannelAlerts = z.output<typeof channelAlertsSchema>

export interface ChannelConfig {
  id: string
  channel: Channel
  /** The channel's settings, checked by its own schema, with the secrets filled in. */
  settings: Record<string, unknown>
  alerts: ChannelAlerts
  sending: Sending
  /** Changes with any setting or secret, but not with what the channel is told. */
  settingsHash: string
}

export function readChannel(
  id: string,
  given: unknown,
  channels: readonly Channel[],
): { channel: ChannelConfig | undefined; problems: ConfigProblem[] } {
  const path = `channels.${id}`
  // The schema of the whole file tells what is no block.
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { channel: undefined, problems: [] }
  const { type, alerts, sending, ...settings } = asRecord(given)
  const channel = channels.find((known) => known.type === type)
  if (!channel) {
    const types = channels.map((known) => known.type)
    const hint = typeof type === 'string' ? nearest(type, types) : `known: ${types.join(', ')}`
    const message = type === undefined ? 'is required' : `no such channel; it is ${described(type, true)}`
    return { channel: undefined, problems: [{ path: `${path}.type`, message, hint }] }
  }
  const checked = channel.settings.safeParse(settings, { reportInput: true })
  const common = channelSchema.safeParse({ type, ...(alerts ? { alerts } : {}), ...(sending ? { sending } : {}) })
  const keys = [...Object.keys(channel.settings.shape), ...channelKeys]
  const written = {
    value: settings,
    mayQuote: ([key = '']: readonly PropertyKey[]) => !secretMeta(channel.settings.shape[String(key)]),
    help: (at: readonly PropertyKey[]) => helpAt(channel.settings, at),
  }
  const known = (at: readonly PropertyKey[]) => (at.length === 0 ? keys : knownKeys(channel.settings, at))
  // The schema of the whole file reports the problems of the common keys.
  if (!checked.success) return { channel: undefined, problems: fromZod(checked.error.issues, path, known, written) }
  if (!common.success) return { channel: undefined, problems: [] }
  const settingsHash = createHash('sha256')
    .update(JSON.stringify([type, checked.data, common.data.sending]))
    .digest('hex')
    .slice(0, 16)
  return { problems: [], channel: { id, channel, settings: checked.data, ...common.data, settingsHash } }
}

/** Channels that `alerts:` names must exist. Reads the unchecked file, so that they are told whatever else is wrong. */
export function channelReferences(file: Record<string, unknown>): ConfigProblem[] {
  const { to, escalate } = asRecord(file['alerts'])
  const known = Object.keys(asRecord(file['channels']))
  const missing = (ids: unknown, path: string) =>
    asList(ids).flatMap((id, at) =>
      typeof id !== 'string' || known.includes(id)
        ? []
        : [{ path: `${path}.${at}`, message: `no channel is named ${id}`, hint: nearest(id, known) }],
    )
  return [...missing(to, 'alerts.to'), ...missing(asRecord(escalate)['to'], 'alerts.escalate.to')]
}
