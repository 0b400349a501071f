/**
 * The look at all series, once a minute by one worker: it counts the leads of the last two hours, and each lead that came
 * since the last look ends a quiet. Everything is counted from rows, so a look may be repeated or come late.
 */
import type { SilenceSettings } from '../../config/silence.ts'
import type { DeliveryContext } from '../../delivery/context.ts'
import type { Db } from '../../ledger/db.ts'
import { allowBulk } from '../../ledger/limits.ts'
import {
  forgetOldQuiets,
  pauseQuiets,
  quietStates,
  storeQuietDays,
  storeQuietStates,
} from '../../ledger/notify/quiet-series.ts'
import {
  type CountedMinute,
  firstLeadAt,
  minutesOf,
  type QuietLook,
  quietPulse,
  storeLook,
  storeQuietHours,
  takeLook,
} from '../../ledger/notify/silence.ts'
import { afterDowntime, type Downtime } from './downtime.ts'
import { openPast } from './past.ts'
import { quietDayOf } from './quiet-days.ts'
import { arrived, opened, type Series } from './series.ts'
import { dayRows, minuteOf, seriesOf, stateOf } from './stored.ts'
import { day, hour, week } from './week.ts'

/** A lead may be committed so late. */
const countedAgain = 2 * hour
/** A model is learnt from so much of the past. */
const history = 12 * week
/** After so long without a look, the hub was down. */
const downAfter = 600_000

/**
 * Looks once, at one day at most.
 * @returns whether there is more to look at; `false` also while another worker looks
 */
export function lookOnce(db: Db, settings: SilenceSettings): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await allowBulk(tx)
    const look = await takeLook(tx)
    if (!look) return false
    const now = look.now.getTime()
    const downtime = await noticeDowntime(tx, look)
    const from = look.scanned_to?.getTime() ?? (await begin(tx, now))
    const to = Math.min(now, from + day)
    const since = Math.floor((from - countedAgain) / hour) * hour
    const minutes = await minutesOf(tx, { from: new Date(since), to: new Date(to) })
    if (minutes.length > 0) await take(tx, minutes, { to, downtime, settings, now: look.now })
    await storeLook(tx, {
      scanned_to: new Date(to),
      down_from: downtime && new Date(downtime.from),
      resumed_at: new Date(downtime?.to ?? look.resumed_at),
    })
    return to < now
  })
}

async function begin(tx: Db, now: number): Promise<number> {
  return Math.max((await firstLeadAt(tx))?.getTime() ?? now, now - history)
}

/** The time in which no worker looked is no quiet of the senders: nothing came in, or nothing is known of it. */
async function noticeDowntime(tx: Db, look: QuietLook): Promise<Downtime | null> {
  const { alive_at: alive, now, down_from: from, resumed_at: to } = look
  if (!alive || now.getTime() - alive.getTime() <= downAfter) {
    return from && { from: from.getTime(), to: to.getTime() }
  }
  await pauseQuiets(tx, alive, now)
  return { from: alive.getTime(), to: now.getTime() }
}

interface Looking {
  to: number
  now: Date
  downtime: Downtime | null
  settings: SilenceSettings
}

async function take(
  tx: Db,
  minutes: readonly CountedMinute[],
  { to, now, downtime, settings }: Looking,
): Promise<void> {
  await storeQuietHours(tx, minutes)
  const bySeries = Map.groupBy(minutes, ({ series }) => series)
  const states = await quietStates(tx, [...bySeries.keys()])
  const known = new Map(states.map((row) => [row.series, seriesOf(row)]))
  const fresh = new Map(
    [...bySeries].flatMap(([series, all]) => {
      const later = all.filter(({ last }) => last.getTime() > (known.get(series)?.last ?? 0))
      return later.length > 0 ? [[series, later.map(minuteOf)] as const] : []
    }),
  )
  const isQuiet = quietDayOf(settings, now)
  const past = await openPast(tx, { known, fresh, to, isQuiet, falseAlarms: settings.falseAlarms })
  const changed = [...fresh].map(([series, arrivals]) => {
    const { of, rules } = past(series)
    let one: Series = known.get(series) ?? opened(arrivals[0]!.at)
    for (const minute of arrivals) {
      // The leads of a minute that was looked at before end no quiet of their own.
      const arrivals = { ...minute, at: Math.max(minute.at, Math.min(one.last, minute.last)), leads: 0 }
      const { judged, countedFrom } = afterDowntime(one, arrivals, downtime)
      one = arrived(judged, of, arrivals, rules, countedFrom)
    }
    return { state: stateOf(series, one), days: dayRows(series, of.longest) }
  })
  await storeQuietStates(
    tx,
    changed.map(({ state }) => state),
  )
  await storeQuietDays(
    tx,
    changed.flatMap(({ days }) => days),
  )
}

interface Pace {
  /** Milliseconds between two looks. */
  every: number
  /** The share of the time that looking takes at most. */
  share: number
}

const usual: Pace = { every: 60_000, share: 0.02 }

/** A hub with nothing to do writes so rarely, in milliseconds; well below `downAfter`. */
const touchEvery = 240_000

/** @returns a function that is called every second */
export function openSilence(
  { db, stopping }: Pick<DeliveryContext, 'db' | 'stopping'>,
  settings: () => SilenceSettings,
  { every, share } = usual,
): () => Promise<void> {
  let [seen, settled] = ['', false]
  let [nextAt, touchAt, forgetAt] = [0, 0, 0].map(() => Number.NEGATIVE_INFINITY) as [number, number, number]
  return async () => {
    const began = performance.now()
    if (began < nextAt) return
    nextAt = began + every
    const now = await quietPulse(db)
    // Leads that were committed late are counted by one more look.
    if (now === seen && settled && began < touchAt) return
    while ((await lookOnce(db, settings())) && !stopping.aborted);
    ;[settled, seen] = [now === seen, now]
    touchAt = began + touchEvery
    if (began >= forgetAt) {
      await forgetOldQuiets(db)
      forgetAt = began + day
    }
    nextAt = began + Math.max(every, (performance.now() - began) / share)
  }
}
