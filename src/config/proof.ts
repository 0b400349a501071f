/** The part `proof:` of config.yaml: the daily proof that what was delivered is at the far ends. */
import { z } from 'zod'
import { asRecord } from './as-record.ts'
import { id } from './names.ts'
import { nearest } from './nearest.ts'
import type { ConfigProblem } from './problems.ts'
import { zoneSchema } from './quiet-hours.ts'

export const proofSchema = z.strictObject({
  zone: zoneSchema.optional().meta({
    help: 'Time zone in which days begin and end. The default is the time zone of the process.',
  }),
  at: z
    .string('must be a time such as 02:00')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 02:00')
    .default('02:00')
    .meta({ help: 'Time at which the day before is proved. Days that are not closed are proved again then.' }),
  off: z.array(id).default([]).meta({
    help: 'Destinations whose records are not looked for, for example because their readers delete rows.',
  }),
  to: z.array(id).default([]).meta({ help: 'Channels that are told the figures of each day. The default is none.' }),
})

export interface ProofSettings {
  zone: string
  /** `02:00` */
  at: string
  /** Ids of destinations. */
  off: readonly string[]
  /** Ids of channels. */
  to: readonly string[]
  /** Address of the console, without a slash at its end; undefined: messages have no links. */
  console?: string | undefined
}

export function proofSettings(
  { zone, at, off, to }: z.output<typeof proofSchema>,
  publicUrl: string | undefined,
): ProofSettings {
  const days = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return { zone: days, at, off, to, console: publicUrl?.replace(/\/+$/, '') }
}

/** Names of destinations and channels that the file does not have. */
export function proofProblems(file: Record<string, unknown>): ConfigProblem[] {
  const { off, to } = asRecord(file['proof'])
  return [
    ...unknownNames('proof.off', off, Object.keys(asRecord(file['destinations'])), 'destination'),
    ...unknownNames('proof.to', to, Object.keys(asRecord(file['channels'])), 'channel'),
  ]
}

function unknownNames(path: string, names: unknown, known: readonly string[], what: string): ConfigProblem[] {
  return (Array.isArray(names) ? names : []).flatMap((one: unknown, at) =>
    typeof one !== 'string' || known.includes(one)
      ? []
      : [{ path: `${path}.${at}`, message: `no ${what} is named ${one}`, hint: nearest(one, known) }],
  )
}
