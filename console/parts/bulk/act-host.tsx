/**
 * Where the dialogs of acts live: around all pages. The group or row whose button opened one may be gone once the act is
 * done, and the dialog has to stay then.
 */
import { type ReactNode, Suspense, useSyncExternalStore } from 'react'
import { laterPart } from '../../app/later-part.ts'
import { LaterTexts } from '../../app/later-texts.tsx'
import { DialogNotShown, LoadBoundary } from '../../app/load-boundary.tsx'
import type { DeliverySearch, LeadSearch } from '../../app/search.ts'
import type { Open } from '../settle-dialog/open.ts'
import type { Meant } from './meant.ts'
import type { Act } from './preview.ts'

const BulkDialog = laterPart(() => import('./bulk-dialog.tsx').then((file) => file.BulkDialog))
const SettleDialog = laterPart(() => import('../settle-dialog/settle-dialog.tsx').then((file) => file.SettleDialog))

/** Draws a dialog about the thing as it was when the dialog was opened. */
type Draw = (close: () => void) => ReactNode

type Asked = ({ act: Act; meant: Meant<DeliverySearch | LeadSearch> } | { settle: Open } | { draw: Draw }) & {
  number: number
}

let asked: Asked | undefined
let number = 0
const listeners = new Set<() => void>()

function ask(next: Asked | undefined): void {
  asked = next
  for (const listener of listeners) listener()
}

/** Opens the dialog of an act on deliveries. */
export function askAct(act: 'replay' | 'cancel' | 'look-up' | 'settle', meant: Meant): void {
  ask({ act, meant, number: ++number })
}

/** Opens the dialog of an act on leads. */
export function askLeadAct(act: 'approve' | 'reroute', meant: Meant<LeadSearch>): void {
  ask({ act, meant, number: ++number })
}

/** Opens the dialog that settles a delivery. */
export function askSettle(delivery: Open): void {
  ask({ settle: delivery, number: ++number })
}

/**
 * Opens any other dialog. It stays, with what was typed, when somebody else changes the thing meanwhile; the act is refused
 * then, and the dialog tells why.
 */
export function openDialog(draw: Draw): void {
  ask({ draw, number: ++number })
}

export function ActHost() {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asked,
  )
  if (!now) return null
  const close = () => ask(undefined)
  return (
    <LoadBoundary key={now.number} instead={(given) => <DialogNotShown {...given} onClose={close} />}>
      <Suspense>
        {'draw' in now ? (
          now.draw(close)
        ) : 'settle' in now ? (
          <SettleDialog delivery={now.settle} isOpen onOpenChange={close} />
        ) : (
          <LaterTexts of="bulk">
            <BulkDialog act={now.act} meant={now.meant} onClose={close} />
          </LaterTexts>
        )}
      </Suspense>
    </LoadBoundary>
  )
}
