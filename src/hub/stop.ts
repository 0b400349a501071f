/** A stop that ends in time, whatever hangs: each step is waited for as long as there is time. */

/** Milliseconds from the beginning of the stop. */
export interface StopTimes {
  /** When deliveries and requests under way are cut short. */
  cut: number
  /** When no step is waited for any more. */
  end: number
  /** When the process ends. */
  exit: number
}

/** What is left after the cut, at the most: for recording what came of the tries, and for closing connections. */
const mostReserve = 5_000

/** Nothing can be recorded in less. */
const least = 1_000

/** @param within `LEADYARD_STOP_WITHIN` */
export function stopTimes(within: number): StopTimes {
  const exit = Math.max(within, least)
  const reserve = Math.min(exit / 4, mostReserve)
  return { cut: Math.max(0, within - reserve), end: exit - reserve / 5, exit }
}

export interface Steps {
  /** @returns whether the work was done in time. What fails, or is not done, is told; the stop goes on. */
  step(name: string, work: () => Promise<unknown> | undefined): Promise<boolean>
  end(): void
}

/** @param onProblem told of a step that failed, or, without an error, of one that was not done in time. */
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
