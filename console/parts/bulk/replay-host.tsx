/**
 * Where the dialog of a replay lives: around all pages. The group whose button opened it is gone once its deliveries are in
 * line, and the dialog has to stay then.
 */
import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { DeliverySearch } from '../../app/search.ts'

const ReplayDialog = lazy(() => import('./replay-dialog.tsx').then((file) => ({ default: file.ReplayDialog })))

let asked: { filter: DeliverySearch; number: number } | undefined
const listeners = new Set<() => void>()

function ask(next: typeof asked): void {
  asked = next
  for (const listener of listeners) listener()
}

let number = 0

/** Opens the dialog that sends again what the filter means. */
export function askReplay(filter: DeliverySearch): void {
  ask({ filter, number: ++number })
}

export function ReplayHost() {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asked,
  )
  if (!now) return null
  return (
    <Suspense>
      <ReplayDialog key={now.number} filter={now.filter} onClose={() => ask(undefined)} />
    </Suspense>
  )
}
