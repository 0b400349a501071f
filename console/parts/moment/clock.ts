/** One clock for all moments of a page: a list shows hundreds. */
import { useState, useSyncExternalStore } from 'react'

const every = 30_000

let now = new Date()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = new Date()
    for (const one of listeners) one()
  }, every)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, half a minute old at most. What is drawn for the first time is never older than its own drawing. */
export function useClock(): Date {
  const [drawn] = useState(() => new Date())
  const ticked = useSyncExternalStore(listen, () => now)
  return drawn.getTime() > ticked.getTime() ? drawn : ticked
}
