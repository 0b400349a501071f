/**
 * One series of leads: what is known of it, how far its present quiet has come, and what a lead changes. Pure: times are
 * given, in milliseconds since 1970. During a quiet nothing is learnt.
 */
import { expected, slower, usually } from './expected.ts'
import { learn, type Model, type QuietDay } from './learn.ts'
import { limitOf } from './limit.ts'
import { day, hour, hourOf } from './week.ts'

export interface Series {
  first: number
  last: number
  /** The quiet counts from here: the last lead, moved forward by the time in which the hub was down. */
  countedFrom: number
  learntAt: number | undefined
  /** Undefined until there is enough to learn from. */
  model: Model | undefined
  limit: number
  /** By how much the last leads came more slowly than usual; 1 = not at all. */
  slow: number
  /** When silences ended, of the last 14 days. */
  alarms: readonly number[]
}

export interface Quiet {
  /** Leads that the quiet usually brings. */
  expected: number
  from: number
  to: number
}

/** What is stored of the past of a series, changed by `arrived`. */
export interface Past {
  /** Leads by the hour since 1970. */
  hours: Map<number, number>
  /** By the day since 1970: the highest quiet that ended on it. */
  longest: Map<number, Quiet>
  /** All arrivals so far, in order; later ones are passed over. Only a series without a model needs them. */
  earlier: readonly Arrivals[]
}

/** Leads that came in close together. */
export interface Arrivals {
  at: number
  last: number
  leads: number
}

export interface Rules {
  isQuiet: QuietDay
  /** False alarms a year. */
  budget: number
  /** By how much the peers' leads come more slowly than usual in this time. @default 1 */
  peers?: ((from: number, to: number) => number) | undefined
}

/** How long an alarm keeps the limit up. */
const remembered = 14 * day
/** An outage must not make the next one invisible. */
const recordedAtMost = 1.25

export function opened(at: number): Series {
  const none = { learntAt: undefined, model: undefined, alarms: [] }
  return { first: at, last: at, countedFrom: at, limit: Number.POSITIVE_INFINITY, slow: 1, ...none }
}

/** Leads that the present quiet usually brings; 0 without a model. */
export function quietOf({ model, countedFrom, slow }: Series, now: number, { isQuiet, peers }: Rules): number {
  if (!model || now <= countedFrom) return 0
  const usual = expected(model, countedFrom, now, isQuiet)
  return usual === 0 ? 0 : Math.min(slow, peers?.(countedFrom, now) ?? 1) * usual
}

/** The limit at this time: each alarm of the last 14 days raises it by half, at most to three times. */
export function waryLimit({ limit, alarms }: Series, at: number): number {
  return limit * Math.min(3, 1 + 0.5 * alarms.filter((alarm) => alarm > at - remembered).length)
}

export function isSilent(series: Series, now: number, rules: Rules): boolean {
  return quietOf(series, now, rules) > waryLimit(series, series.last)
}

/** @param countedFrom when the next quiet begins. @default the last of these arrivals */
export function arrived(
  series: Series,
  past: Past,
  arrivals: Arrivals,
  rules: Rules,
  countedFrom = arrivals.last,
): Series {
  const { at, last, leads } = arrivals
  const reached = quietOf(series, at, rules)
  const alarmed = reached > waryLimit(series, series.last)
  record(past.longest, { expected: Math.min(reached, recordedAtMost * series.limit), from: series.last, to: at })
  past.hours.set(hourOf(at), (past.hours.get(hourOf(at)) ?? 0) + leads)
  const alarms = [...series.alarms, ...(alarmed ? [at] : [])].filter((alarm) => alarm > at - remembered)
  const next = { ...series, last: Math.max(series.last, last), countedFrom, alarms }
  const due = !(series.learntAt !== undefined && last - series.learntAt < day)
  const learnt = due ? relearnt(next, past, rules) : next
  return { ...learnt, slow: slowOf(learnt, past, rules) }
}

function relearnt(series: Series, past: Past, { isQuiet, budget }: Rules): Series {
  const { first, last } = series
  const model = learn(past.hours, first, last, isQuiet) ?? series.model
  if (!model) return series
  if (!series.model) recordEarlier(past, model, last, isQuiet)
  const longest = new Map([...past.longest].map(([on, quiet]) => [on, quiet.expected]))
  return { ...series, model, learntAt: last, limit: limitOf(model, longest, first, last, budget) }
}

/** The first model tells how long the quiets before it were. */
function recordEarlier({ earlier, longest }: Past, model: Model, until: number, isQuiet: QuietDay): void {
  earlier.slice(1).forEach(({ at }, before) => {
    if (at > until) return
    const from = earlier[before]!.last
    record(longest, { expected: expected(model, from, at, isQuiet), from, to: at })
  })
}

function record(longest: Map<number, Quiet>, quiet: Quiet): void {
  const on = Math.floor(quiet.to / day)
  if (quiet.expected > (longest.get(on)?.expected ?? 0)) longest.set(on, quiet)
}

/** So many leads tell whether leads come more slowly. */
const told = 20
/** How far back the last leads are sought, in hours. */
const weeks12 = 12 * 168

function slowOf({ model, first, last }: Series, { hours }: Past, { isQuiet }: Rules): number {
  if (!model) return 1
  let [came, at] = [0, hourOf(last)]
  const oldest = Math.max(hourOf(first), at - weeks12)
  for (; at >= oldest; at--) {
    came += hours.get(at) ?? 0
    if (came >= told) break
  }
  if (came < 3) return 1
  return slower(came, usually(model, Math.max(at, oldest) * hour, last, isQuiet), Math.sqrt(came) + 1)
}
