import { transient } from '../failure.ts'

/**
 * A queue for pieces of work that must not overlap. They run in the order in which they were added.
 * @param name begins the message of an aborted wait: "Azure Blob".
 * @throws a transient failure with code `ABORTED` if the signal aborts while the work still waits.
 */
export function openSerialQueue(name: string) {
  let last: Promise<unknown> = Promise.resolve()
  const aborted = () => transient({ code: 'ABORTED', message: `${name}: aborted before anything was sent` })

  /** Work that is aborted while it waits leaves the queue at once and never begins. */
  return function run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    let begun = false
    const mine = last.then(() => {
      if (signal.aborted) throw aborted()
      begun = true
      return work()
    })
    last = mine.catch(() => undefined)
    return new Promise((resolve, reject) => {
      const leave = () => begun || reject(aborted())
      signal.addEventListener('abort', leave, { once: true })
      mine.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }
}
