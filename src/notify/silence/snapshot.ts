/** What is known of each series at a moment, and which of them are silent. Pure. */
import type { Expectation } from './by-hand.ts'
import type { Model } from './learn.ts'

interface Span {
  since: Date
  until: Date
}

export interface HandFigures {
  expect: Expectation
  /** Milliseconds of open time since the last lead; since the hub watches it, if none came. */
  passed: number
  /** Of several leads: how many came in the last `within` of open time, and when that time began. */
  came?: { leads: number; from: Date } | undefined
  /** When it becomes silent if no lead comes; undefined if that is more than a year away. */
  silentAt: Date | undefined
}

/** One source, offer or destination. */
export interface Standing {
  /** `source:web`, `offer:web/contoso.app`, `destination:crm` */
  series: string
  kind: 'source' | 'offer' | 'destination'
  /** `web`, `web/contoso.app`, `crm` */
  subject: string
  /** Of a source, and of an offer. */
  source: string | undefined
  /** `learning`: too few leads so far. `off`: by the configuration. */
  by: 'model' | 'hand' | 'learning' | 'off'
  /** What is expected by hand, and what came. */
  hand?: HandFigures | undefined
  /** Why nothing is said of it now. */
  unjudged: Unjudged | undefined
  /** The last lead; undefined if none came yet. */
  since: Date | undefined
  /** Leads that the quiet usually brings, or that should have come by hand. */
  expected: number
  /** With more expected than this, it is silent. */
  limit: number
  perDay: number
  model: Model | undefined
  learntAt: Date | undefined
  /** The longest quiet of the last 26 weeks that was no silence. */
  longest: Span | undefined
}

/**
 * `starting`: the hub works again for less than ten minutes, or no worker looks. `unread`: the polled table cannot be read.
 * `paused`: an operator paused the destination.
 */
export type Unjudged = 'starting' | 'unread' | 'paused'

interface Canary {
  source: string
  /** Failures in a row. */
  failures: number
  /** When it last arrived. */
  arrivedAt: Date | undefined
  failedAt: Date | undefined
  /** `status 404`, `ENOTFOUND`, `not in the ledger` */
  reason: string
}

export interface SilenceSnapshot {
  at: Date
  standings: readonly Standing[]
  canaries: readonly Canary[]
}

export interface Finding {
  key: string
  kind: 'silent' | 'front-door'
  severity: 'critical' | 'warning' | 'info'
  subject: string
  /** The last lead, or when the way in failed last. */
  since?: Date
  /** `causes`: the keys of other findings that explain this. Who tells people, tells the causes alone. */
  detail: Readonly<Record<string, unknown>> & { causes: readonly string[] }
}

/** After so many failures in a row, the way in is broken. */
const brokenAfter = 2

export function isSilent({ by, unjudged, expected, limit }: Standing): boolean {
  return (by === 'model' || by === 'hand') && unjudged === undefined && expected > limit
}

export function silenceFindings({ standings, canaries }: SilenceSnapshot): Finding[] {
  const broken = canaries.filter(({ failures }) => failures >= brokenAfter)
  const silent = standings.filter(isSilent)
  const doors = broken.map(({ source }) => ({ source, key: `front-door:${source}` }))
  const sources = silent.filter(({ kind }) => kind === 'source')
  const keys = sources.map(({ subject, series }) => ({ source: subject, key: `silent:${series}` }))
  const causesOf = ({ kind, source }: Standing): string[] => {
    const above = kind === 'source' ? doors : [...doors, ...keys]
    // It is not known which sources usually bring a destination its leads.
    return above.filter((cause) => kind === 'destination' || cause.source === source).map(({ key }) => key)
  }
  return [...broken.map(frontDoor), ...silent.map((one) => silence(one, causesOf(one)))]
}

/** Without what another finding explains: a broken way in explains a silent source, and that its silent offers. */
export function unexplained(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ detail }) => detail.causes.length === 0)
}

function frontDoor({ source, failures, arrivedAt, failedAt, reason }: Canary): Finding {
  const detail = { causes: [], failures, reason, arrivedAt: iso(arrivedAt), failedAt: iso(failedAt) }
  const since = failedAt ? { since: failedAt } : {}
  return { key: `front-door:${source}`, kind: 'front-door', severity: 'critical', subject: source, ...since, detail }
}

function silence(one: Standing, causes: readonly string[]): Finding {
  const { series, kind, subject, source = null, since, expected, limit, longest, by, perDay } = one
  return {
    key: `silent:${series}`,
    kind: 'silent',
    severity: kind === 'source' ? 'critical' : 'warning',
    subject,
    ...(since ? { since } : {}),
    detail: {
      ...{ causes, of: kind, source, by, since: iso(since), expected: rounded(expected), limit: rounded(limit) },
      perDay: rounded(perDay),
      longest: longest ? { since: iso(longest.since), until: iso(longest.until) } : null,
    },
  }
}

function iso(at: Date | undefined): string | null {
  return at?.toISOString() ?? null
}

function rounded(leads: number): number {
  return Math.round(leads * 10) / 10
}
