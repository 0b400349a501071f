/** What was done, for the eye and for screen readers, for a while; and what changes by itself, for the ear alone. */
import { useSyncExternalStore } from 'react'
import styles from './announce.module.css'
import { onSpoken, spoken } from './speech.ts'

/** Milliseconds that a text stays. */
const stays = 12_000

let said = ''
let gone: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

export function announce(text: string): void {
  clearTimeout(gone)
  if (text !== '') gone = setTimeout(() => announce(''), stays)
  said = text
  for (const listener of listeners) listener()
}

export function Announcements() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => said,
  )
  const changed = useSyncExternalStore(onSpoken, spoken)
  // A dialog hides what is outside of it from screen readers, but not what has this mark.
  return (
    <div data-live-announcer="true">
      <div role="status" className={text ? styles['said'] : 'unseen'}>
        {text}
      </div>
      <div aria-live="polite" className="unseen">
        {changed}
      </div>
    </div>
  )
}
