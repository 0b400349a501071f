/** A stop that ends in time even if a step hangs: each step is waited for only while there is time. */

/** Milliseconds from the beginning of the stop. */
export interface StopTimes {
  /** When attempts and requests under way are cut short. */
  cut: number
  /** When the stop no longer waits for any step. */
  end: number
  /** When the process ends. */
  exit: number
}

/** Milliseconds after the cut, at most: for recording the outcomes of attempts and closing connections. */
const mostReserve = 5_000

/** Milliseconds: no outcome can be recorded in less time. */
const shortest = 1_000

/** @param within `LEADYARD_STOP_WITHIN` */
export function stopTimes(within: number): StopTimes {
  const exit = Math.max(within, shortest)
  const reserve = Math.min(exit / 4, mostReserve)
  return { cut: Math.max(0, within - reserve), end: exit - reserve / 5, exit }
}

export interface Steps {
  /** @returns whether the work was done in time. A failed or unfinished step is reported, and the stop goes on. */
  step(name: string, work: () => Promise<unknown> | undefined): Promise<boolean>
  end(): void
}

/** @param onProblem called for a failed step, and without an error for a step that was not done in time */
export function openSteps(within: number, onProblem: (step: string, error?: unknown) => void): Steps {
  const over = Promise.withResolvers<'over'>()
  const timer = setTimeout(() => over.resolve('over'), within)
  return {
    async step(name, work) {
      const done = (async () => work())().then(
        () => true,
        (error: unknown) => {
          onProblem(name, error)
          return false
        },
      )
      const came = await Promise.race([done, over.promise])
      if (came === 'over') onProblem(name)
      return came === true
    },
    end: () => clearTimeout(timer),
  }
}
