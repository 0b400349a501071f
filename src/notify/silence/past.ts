/** Reads what the arrivals of a look need of the past of their series, and of their peers. */
import type { Db } from '../../ledger/db.ts'
import { quietDays, quietHours } from '../../ledger/notify/quiet-series.ts'
import { minutesOf, seriesName } from '../../ledger/notify/silence.ts'
import { budgets } from './budget.ts'
import type { Model, QuietDay } from './learn.ts'
import { asksPeers, comparedFrom, type Peers, peersOf, peersSlower } from './peers.ts'
import type { Arrivals, Past, Rules, Series } from './series.ts'
import { longestOf, minuteOf } from './stored.ts'
import { day, hour, hourOf, hoursOfWeek, week } from './week.ts'

interface Wanted {
  known: ReadonlyMap<string, Series>
  /** By series: the arrivals of this look. */
  fresh: ReadonlyMap<string, readonly Arrivals[]>
  to: number
  isQuiet: QuietDay
  falseAlarms: number
}

/** More hours than a model is learnt from. */
const allHours = 12 * hoursOfWeek + 24
/** So many hours hold the last leads that tell whether leads come more slowly, and the arrivals of this look. */
const lastHours = 20 + 26

export async function openPast(tx: Db, wanted: Wanted): Promise<(series: string) => { of: Past; rules: Rules }> {
  const { known, fresh, to, isQuiet, falseAlarms } = wanted
  const names = [...fresh.keys()]
  const learning = names.filter((series) => to - (known.get(series)?.learntAt ?? 0) >= day)
  const models = new Map([...known].flatMap(([series, { model }]) => (model ? [[series, model] as const] : [])))
  const asked = names.map((series) => ({ series, most: learning.includes(series) ? allHours : lastHours }))
  const hours = await quietHours(tx, asked, new Date(to))
  const days = Map.groupBy(await quietDays(tx, learning), ({ series }) => series)
  const earlier = await earlierArrivals(tx, wanted, learning)
  const peers = await readPeers(tx, wanted, models)
  const budgetOf = budgets([...models.keys()], falseAlarms)
  return (series) => ({
    of: {
      hours: hours.get(series) ?? new Map(),
      longest: longestOf(days.get(series) ?? []),
      earlier: earlier.get(series) ?? [],
    },
    rules: { isQuiet, budget: budgetOf(series), peers: peers.get(series) },
  })
}

/** Of the series that may learn for the first time. */
async function earlierArrivals(tx: Db, { known, to }: Wanted, learning: readonly string[]) {
  const found = new Map<string, Arrivals[]>()
  for (const series of learning) {
    const one = known.get(series)
    if (!one || one.model || to - one.first < week - day) continue
    const minutes = await minutesOf(tx, { from: new Date(one.first), to: new Date(to) }, seriesName(series))
    found.set(series, minutes.map(minuteOf))
  }
  return found
}

async function readPeers(tx: Db, { known, fresh, to, isQuiet }: Wanted, models: ReadonlyMap<string, Model>) {
  const found = new Map<string, NonNullable<Rules['peers']>>()
  for (const series of fresh.keys()) {
    const one = known.get(series)
    const peers = one?.model && peersOf(series, one.model, models)
    if (!peers || !asksPeers(peers, one.countedFrom, to, isQuiet)) continue
    const most = Math.ceil((to - one.countedFrom) / hour) + 1
    const asked = peers.series.map((name) => ({ series: name, most }))
    const hours = [...(await quietHours(tx, asked, new Date(to))).values()]
    found.set(series, (from, until) => slowerBy(peers, hours, isQuiet, from, until))
  }
  return found
}

function slowerBy(
  peers: Peers,
  all: readonly ReadonlyMap<number, number>[],
  isQuiet: QuietDay,
  from: number,
  to: number,
): number {
  if (!asksPeers(peers, from, to, isQuiet)) return 1
  let came = 0
  for (const hours of all) {
    for (let at = hourOf(comparedFrom(from)); at <= hourOf(to); at++) came += hours.get(at) ?? 0
  }
  return peersSlower(peers, came, from, to, isQuiet)
}
