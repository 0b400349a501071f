/** An entry of the audit, and what kind of thing it was done to. */
import { z } from 'zod'
import type { Act, AuditRow } from '../../ledger/audit.ts'
import { maskedDetail } from '../privacy.ts'
import { named, page, time } from './named.ts'

const kinds = [
  ...(['destination', 'delivery', 'lead', 'replay', 'look-up', 'erasure', 'source', 'session', 'alert'] as const),
  ...(['channel', 'day'] as const),
  'many',
] as const

type Kind = (typeof kinds)[number]

export const actPageShape = page(
  'AuditPage',
  named(
    'Act',
    z.object({
      id: z.string(),
      at: time,
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      kind: z.enum(kinds).nullable().meta({
        description:
          'What `subject` is the id of. `many`: a filter or states were meant. null: an act of an older version.',
      }),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
)

const kindOf: Readonly<Record<Act['action'], Kind>> = {
  hold: 'destination',
  release: 'destination',
  pause: 'destination',
  resume: 'destination',
  check: 'destination',
  'test-lead': 'destination',
  replay: 'delivery',
  cancel: 'delivery',
  'look-up': 'delivery',
  settle: 'delivery',
  'replay-many': 'replay',
  undo: 'replay',
  stop: 'replay',
  'look-up-many': 'look-up',
  'cancel-many': 'many',
  'settle-many': 'many',
  reroute: 'many',
  export: 'many',
  approve: 'lead',
  reveal: 'lead',
  erase: 'erasure',
  import: 'source',
  acknowledge: 'alert',
  'withdraw-acknowledgement': 'alert',
  'test-channel': 'channel',
  prove: 'day',
  'send-report': 'channel',
  reconcile: 'source',
  'sign-in': 'session',
  'sign-in-failed': 'session',
  'sign-out': 'session',
}

/** Some acts are done to things of two kinds; their detail tells them apart. */
function kindOfAct({ action, detail, actor }: AuditRow): Kind | null {
  const given: object = detail
  if (action === 'undo' && 'was' in given) return 'delivery'
  if (action === 'stop' && 'lookup' in given) return 'look-up'
  // Old leads of a source are erased by its retention.
  if (action === 'erase' && actor === 'retention') return 'source'
  return kindOf[action as Act['action']] ?? null
}

export function asAct(row: AuditRow, role: 'viewer' | 'operator'): z.input<typeof actPageShape>['items'][number] {
  const { id, at, actor, action, subject, detail } = row
  const shown = role === 'viewer' ? (maskedDetail(detail) as object) : detail
  return { id, at: at.toISOString(), actor, action, subject, kind: kindOfAct(row), detail: { ...shown } }
}
