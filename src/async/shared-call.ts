import { AsyncLocalStorage } from 'node:async_hooks'
import { transient } from '../failure.ts'

/**
 * Work that several callers wait for at once, such as a token or a table's columns. A caller that comes while the work
 * is under way shares its result. A caller's abort ends only that caller's wait. The work itself is aborted when no
 * caller waits for it any more.
 * @param name of the result, for the message of an aborted wait: "a token".
 * @throws a transient failure with code `ABORTED` when the caller's signal aborts.
 */
export function sharedCall<T>(name: string, work: (signal: AbortSignal) => Promise<T>) {
  let current: { result: Promise<T>; waiting: number; ended: AbortController } | undefined
  // Outside every caller's context, because the first caller's claim may end while others still wait for the work.
  const outsideCallers = AsyncLocalStorage.snapshot()

  function start() {
    const ended = new AbortController()
    const call = { result: outsideCallers(work, ended.signal), waiting: 0, ended }
    const finish = () => {
      if (current === call) current = undefined
    }
    call.result.then(finish, finish)
    return call
  }

  return function join(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(aborted(name))
    current ??= start()
    const call = current
    call.waiting++
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        reject(aborted(name))
        if (--call.waiting > 0) return
        if (current === call) current = undefined
        call.ended.abort()
      }
      signal?.addEventListener('abort', leave, { once: true })
      call.result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave))
    })
  }
}

function aborted(name: string) {
  return transient({ code: 'ABORTED', message: `Aborted while waiting for ${name}; nothing was sent` })
}
