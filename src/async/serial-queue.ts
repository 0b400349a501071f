import { transient } from '../failure.ts'

/**
 * Work that must not overlap: each piece begins when the one before has ended, in the order asked.
 * @param who begins the message of an aborted wait: "Azure Blob".
 */
export function openSerialQueue(who: string) {
  let last: Promise<unknown> = Promise.resolve()
  const aborted = () => transient({ code: 'ABORTED', message: `${who}: aborted before anything was sent` })

  /** Work that is aborted while it waits leaves at once. */
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
