/** Whether the leads besides a series come more slowly, too: the source's other offers, or all leads of a destination. Pure. */
import { slower, usually } from './expected.ts'
import type { Model, QuietDay } from './learn.ts'
import { hour } from './week.ts'

/** With less expected of the peers, their leads say nothing. */
const doubt = 10

export interface Peers {
  /** The series whose leads count, all of the source or of all sources. */
  series: readonly string[]
  /** What they usually bring without the series itself. */
  model: Model
}

export function peersOf(series: string, own: Model, models: ReadonlyMap<string, Model>): Peers | undefined {
  const names = series.startsWith('offer:')
    ? [`source:${series.slice('offer:'.length, series.indexOf('/'))}`]
    : series.startsWith('destination:')
      ? [...models.keys()].filter((name) => name.startsWith('source:'))
      : []
  const found = names.flatMap((name) => models.get(name) ?? [])
  if (found.length === 0) return undefined
  const less = series.startsWith('offer:') ? own.perHour : undefined
  const perHour = own.perHour.map((_, cell) => {
    const all = found.reduce((sum, model) => sum + model.perHour[cell]!, 0)
    return Math.max(0, all - (less?.[cell] ?? 0))
  })
  return { series: names, model: { perHour, perDay: perHour.reduce((a, b) => a + b, 0) / 7 } }
}

/** The full hour from which the peers' leads are compared, because they are counted by the hour. */
export function comparedFrom(from: number): number {
  return Math.ceil(from / hour) * hour
}

/** Whether the peers' leads must be counted at all. */
export function asksPeers({ model }: Peers, from: number, to: number, isQuiet: QuietDay): boolean {
  return usually(model, comparedFrom(from), to, isQuiet) > doubt - 1
}

/** @param came the peers' leads since `comparedFrom(from)` */
export function peersSlower({ model }: Peers, came: number, from: number, to: number, isQuiet: QuietDay): number {
  return slower(came, usually(model, comparedFrom(from), to, isQuiet), doubt)
}
