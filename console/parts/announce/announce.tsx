/** What was done, for the eye and for screen readers, until the next thing is said. */
import { useSyncExternalStore } from 'react'
import styles from './announce.module.css'

let said = ''
const listeners = new Set<() => void>()

export function announce(text: string): void {
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
