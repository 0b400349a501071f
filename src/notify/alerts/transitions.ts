/** What a look changes: which alerts open, stay open, end and close. Pure. */
import type { AlertSettings } from '../../config/alerts.ts'
import type { AlertRow, SeenAlert } from '../../ledger/notify/alerts.ts'
import type { Finding } from './check.ts'
import { isOff, policyOf } from './policy.ts'

export interface Transitions {
  /** To be written: new alerts, and open ones of which something changed. */
  seen: SeenAlert[]
  ended: string[]
  closed: string[]
}

/** Milliseconds: an open alert in which nothing changes is written as seldom. */
const writeEvery = 300_000

/**
 * @param known alerts that are not finished
 * @param looked the kinds whose checks succeeded: other alerts are neither ended nor closed
 */
export function transitions(
  known: readonly AlertRow[],
  findings: readonly Finding[],
  looked: ReadonlySet<string>,
  settings: AlertSettings,
  now: Date,
): Transitions {
  const open = new Map(known.filter(({ closed_at }) => !closed_at).map((row) => [row.key, row]))
  const found = new Map(findings.filter(({ kind }) => !isOff(settings, kind)).map((one) => [one.key, one]))
  const seen = [...found.values()]
    .map((one) => asSeen(one, open.get(one.key), settings, now))
    .filter((one) => isNews(one, open.get(one.key), now))
  const gone = [...open.values()].filter(({ key, kind }) => !found.has(key) && looked.has(kind))
  const settled = ({ kind, ended_at }: AlertRow) => {
    const { settle } = policyOf(settings, kind)
    return settle === 0 || (ended_at !== null && now.getTime() - ended_at.getTime() >= settle)
  }
  return {
    seen,
    ended: gone.filter((row) => !row.ended_at && !settled(row)).map(({ id }) => id),
    closed: gone.filter(settled).map(({ id }) => id),
  }
}

function asSeen(one: Finding, row: AlertRow | undefined, settings: AlertSettings, now: Date): SeenAlert {
  const policy = policyOf(settings, one.kind)
  const since = row?.since ?? one.since ?? now
  const after = settings.kinds[one.kind]?.after ?? one.after ?? policy.after
  return {
    ...{ key: one.key, kind: one.kind, subject: one.subject, size: one.size ?? 0, since },
    severity: settings.kinds[one.kind]?.severity ?? one.severity ?? policy.severity,
    dueAt: new Date(Math.max(since.getTime() + after, row ? 0 : now.getTime())),
    detail: JSON.parse(JSON.stringify(one.detail)) as Record<string, unknown>,
  }
}

function isNews(one: SeenAlert, row: AlertRow | undefined, now: Date): boolean {
  if (!row || row.ended_at) return true
  if (one.severity !== row.severity || one.size !== row.size || one.subject !== row.subject) return true
  // PostgreSQL keeps the keys of a jsonb in its own order.
  if (sorted(one.detail) !== sorted(row.detail)) return true
  return now.getTime() - row.seen_at.getTime() >= writeEvery
}

function sorted(detail: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1)))
}
