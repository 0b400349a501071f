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
export async function forgetFailures(): Promise<void> {
  for (const forget of failed) forget()
  failed.clear()
  await loadMissedStyles()
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

const missed = new Set<string>()

// The loader asks for a style sheet once, so that a part would come without its styles after a failure.
addEventListener(
  'error',
  ({ target }) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return
    missed.add(target.href)
    target.remove()
  },
  { capture: true },
)

/** Waits until each sheet is there or has failed again. */
async function loadMissedStyles(): Promise<void> {
  const all = [...missed]
  missed.clear()
  await Promise.all(
    all.map(
      (href) =>
        new Promise((resolve) => {
          const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', crossOrigin: '', href })
          link.onload = resolve
          link.onerror = resolve
          document.head.append(link)
        }),
    ),
  )
}
