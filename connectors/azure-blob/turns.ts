import { transient } from '../../src/failure.ts'

/** One after the other. Who is aborted while waiting leaves at once, and nothing of theirs was sent. */
export function openTurns() {
  let last: Promise<unknown> = Promise.resolve()

  return function inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    let begun = false
    const before = last
    const mine = new Promise<T>((resolve, reject) => {
      const leave = () => {
        if (!begun) reject(aborted())
      }
      signal.addEventListener('abort', leave, { once: true })
      before.then(() => {
        begun = true
        signal.removeEventListener('abort', leave)
        if (signal.aborted) reject(aborted())
        else work().then(resolve, reject)
      })
    })
    last = Promise.allSettled([before, mine])
    return mine
  }
}

function aborted() {
  return transient({ code: 'ABORTED', message: 'Azure Blob: aborted before anything was sent' })
}
