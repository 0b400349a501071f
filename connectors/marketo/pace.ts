import { pause, until } from './waiting.ts'

/** What one worker allows itself of the limits that the whole Marketo instance shares. */
export interface Limits {
  flights: number
  /** Calls begun within any 20 seconds. */
  calls: number
}

export interface Moment {
  now: () => Date
  signal: AbortSignal
}

export interface Pace {
  /** Runs `work` when a flight is free and the window has room, in the order asked. @throws transient when aborted first */
  run<T>(limits: Limits, moment: Moment, work: () => Promise<T>): Promise<T>
}

const span = 20_000

/** Milliseconds until one more call may begin, given when the earlier ones began (ascending). */
export function waitBefore(begun: readonly number[], calls: number, now: number): number {
  const recent = begun.filter((at) => at > now - span)
  const leaving = recent.at(-calls)
  return leaving === undefined ? 0 : leaving + span - now
}

export function openPace(): Pace {
  let begun: number[] = []
  let flying = 0
  let line: Promise<unknown> = Promise.resolve()
  let landing = Promise.withResolvers<void>()

  async function enter({ flights, calls }: Limits, { now, signal }: Moment): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      const at = now().getTime()
      begun = begun.filter((earlier) => earlier > at - span)
      const wait = waitBefore(begun, calls, at)
      if (flying >= flights) await until(landing.promise, signal)
      else if (wait > 0) await pause(wait, signal)
      else break
    }
    flying++
    begun.push(now().getTime())
  }

  function leave(): void {
    flying--
    landing.resolve()
    landing = Promise.withResolvers()
  }

  return {
    async run(limits, moment, work) {
      const turn = line.then(() => enter(limits, moment))
      line = turn.catch(() => undefined)
      await until(turn, moment.signal).catch((aborted: unknown) => {
        // Let in at the very moment it was aborted: the place is given back.
        turn.then(leave, () => undefined)
        throw aborted
      })
      return work().finally(leave)
    },
  }
}
