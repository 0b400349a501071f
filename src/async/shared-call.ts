import { AsyncLocalStorage } from 'node:async_hooks'
import { transient } from '../failure.ts'

/**
 * Work that several callers wait for at once, such as a token or a table's columns: whoever comes while it is under way
 * shares it. A caller's abort ends only that caller's waiting; the work itself is aborted when nobody waits any more.
 * @param what named in the message of an aborted wait: "a token".
 */
export function sharedCall<T>(what: string, work: (signal: AbortSignal) => Promise<T>) {
  let flying: { landed: Promise<T>; waiting: number; ended: AbortController } | undefined
  // Of no caller: a claim that ends with the first one must not end what the others wait for.
  const apart = AsyncLocalStorage.snapshot()

  function takeOff() {
    const ended = new AbortController()
    const flight = { landed: apart(work, ended.signal), waiting: 0, ended }
    const land = () => {
      if (flying === flight) flying = undefined
    }
    flight.landed.then(land, land)
    return flight
  }

  return function join(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(aborted(what))
    flying ??= takeOff()
    const flight = flying
    flight.waiting++
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        reject(aborted(what))
        if (--flight.waiting > 0) return
        if (flying === flight) flying = undefined
        flight.ended.abort()
      }
      signal?.addEventListener('abort', leave, { once: true })
      flight.landed.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave))
    })
  }
}

function aborted(what: string) {
  return transient({ code: 'ABORTED', message: `Aborted while waiting for ${what}; nothing was sent` })
}
