/** The hub's clock, as far as it is shown: it moves by whole seconds, and those who show it are told every five. */
import { hubNow } from '../../hub/contact.ts'

const tellEvery = 5_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

export function onTick(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const one of listeners) one()
  }, tellEvery)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Milliseconds. */
export function shownNow(): number {
  return Math.floor(hubNow() / 1_000) * 1_000
}
