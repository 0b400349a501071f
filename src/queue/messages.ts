/** Sends messages to people when the bell rings. A ring has no data, because the ledger knows what is due. */
import type { Backend } from './backend.ts'
import { messagesQueue } from './names.ts'

export interface MessageWorker {
  /** Sends what is due. @returns false once it is closed */
  tell(): boolean
  /** Takes no new ring and waits for the messages under way. */
  close(): Promise<void>
}

export interface MessageWork {
  /** Sends until nothing is due. */
  send(): Promise<unknown>
  /** Milliseconds until the next message is due; undefined if none waits. */
  nextIn(): Promise<number | undefined>
}

/** Milliseconds: the eldest worker looks for due messages as often. */
const longestTimer = 30_000

export function startMessageWorker(
  backend: Backend,
  { send, nextIn }: MessageWork,
  onFailure: (error: unknown) => void,
): MessageWorker {
  let running: Promise<void> | undefined
  let again = false
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    let next: number | undefined
    do {
      again = false
      await send()
      next = await nextIn()
    } while (again && !closed)
    clearTimeout(timer)
    if (next !== undefined && !closed) {
      timer = setTimeout(() => void ring().catch(onFailure), Math.min(Math.max(next, 50), longestTimer))
      timer.unref()
    }
  }

  function ring(): Promise<void> {
    again = true
    running ??= run().finally(() => (running = undefined))
    return running
  }

  const worker = backend.worker(messagesQueue, () => ring(), { concurrency: 1 })
  return {
    tell() {
      if (closed) return false
      void ring().catch(onFailure)
      return true
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await Promise.all([worker.close(), running?.catch(() => undefined)])
    },
  }
}
