/** The part `proof:` of config.yaml: the daily proof that what was delivered is at the far ends. */
import { z } from 'zod'
import { asRecord } from './as-record.ts'
import { id } from './names.ts'
import { type ConfigProblem, nearest } from './problems.ts'

export const proofSchema = z.strictObject({
  zone: z.string().refine(isZone, 'must be a time zone such as Europe/Berlin').optional().meta({
    help: 'Time zone in which days begin and end. The default is the time zone of the process.',
  }),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 02:00')
    .default('02:00')
    .meta({ help: 'Time at which the day before is proved. Days that are not closed are proved again then.' }),
  off: z.array(id).default([]).meta({
    help: 'Destinations whose records are not looked for, for example because their readers delete rows.',
  }),
})

export interface ProofSettings {
  zone: string
  /** `02:00` */
  at: string
  /** Ids of destinations. */
  off: readonly string[]
}

export function proofSettings({ zone, at, off }: z.output<typeof proofSchema>): ProofSettings {
  return { zone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone, at, off }
}

export function proofProblems(file: Record<string, unknown>): ConfigProblem[] {
  const known = Object.keys(asRecord(file['destinations']))
  const { off } = asRecord(file['proof'])
  return (Array.isArray(off) ? off : []).flatMap((one: unknown, at) =>
    typeof one !== 'string' || known.includes(one)
      ? []
      : [{ path: `proof.off.${at}`, message: `no destination is named ${one}`, hint: nearest(one, known) }],
  )
}

function isZone(text: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }) !== undefined
  } catch {
    return false
  }
}
