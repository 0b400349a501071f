/** What was done, for the eye and for screen readers. It goes after a while, because it is of one moment. */
import { useSyncExternalStore } from 'react'
import styles from './announce.module.css'

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
  return (
    <div role="status" className={text ? styles['said'] : 'unseen'}>
      {text}
    </div>
  )
}
