import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import styles from './state.module.css'

type DeliveryState = Answer<'get /deliveries'>['items'][number]['state']
type DestinationState = Answer<'get /destinations'>['items'][number]['state']
type LeadState = Answer<'get /leads'>['items'][number]['state']
export type AnyState = DeliveryState | DestinationState | LeadState

/** State is never colour alone: a shape and the word stand together. */
const shapes: Readonly<Record<AnyState, readonly [shape: string, tone: string]>> = {
  delivered: ['✓', 'delivered'],
  open: ['✓', 'delivered'],
  routed: ['✓', 'delivered'],
  queued: ['◌', 'waiting'],
  sending: ['◐', 'waiting'],
  waiting: ['◔', 'waiting'],
  resting: ['◔', 'waiting'],
  received: ['◌', 'waiting'],
  held: ['■', 'held'],
  paused: ['‖', 'held'],
  rejected: ['●', 'rejected'],
  unrouted: ['●', 'rejected'],
  unreadable: ['●', 'rejected'],
  exhausted: ['◆', 'rejected'],
  uncertain: ['▲', 'uncertain'],
  cancelled: ['–', 'soft'],
  suppressed: ['–', 'soft'],
  erased: ['–', 'soft'],
}

export function isState(text: string): text is AnyState {
  return Object.hasOwn(shapes, text)
}

export function State({ of }: { of: AnyState }) {
  const t = useTranslations('states')
  const [shape, tone] = shapes[of]
  return (
    <span className={`${styles['state']} ${styles[tone]}`}>
      <span aria-hidden="true">{shape}</span> {t(of)}
    </span>
  )
}
