/** Parts of the console are loaded when they are first wanted. That fails while the hub is away, and after an upgrade. */

/** Milliseconds that a part may take. */
const longest = 15_000

/** A part of the console could not be loaded. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded'
  /** The part, and when it was last asked for again although the hub answered, in milliseconds. */
  readonly part: { triedAt: number }

  constructor(part: NotLoaded['part'], cause: unknown) {
    super('A part of the console could not be loaded.', { cause })
    this.part = part
  }
}

const failed = new Set<() => void>()

/** Loads once. A failure is kept as well, until `forgetFailures`: React asks for the same promise again and again. */
export function loadedOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined
  const part = { triedAt: 0 }
  return () => {
    kept ??= inTime(load()).catch((cause: unknown) => {
      failed.add(() => (kept = undefined))
      throw new NotLoaded(part, cause)
    })
    return kept
  }
}

/** What could not be loaded is asked for again when it is next wanted. */
export function forgetFailures(): void {
  for (const forget of failed) forget()
  failed.clear()
}

function inTime<T>(loading: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('The part takes too long.')), longest)
    loading.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    )
  })
  return Promise.race([loading, late])
}
