/** What one worker does to notice things, each part at its own interval. */
import type { Config } from '../config/config.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { openProofs } from './proof/timer.ts'
import { openCanaries } from './silence/canary.ts'
import { openSilence } from './silence/look.ts'

/** @returns functions that are called every second */
export function openNotices(context: DeliveryContext, config: () => Config): (() => Promise<void>)[] {
  return [
    openSilence(context, () => config().silence),
    openCanaries(context, config),
    openProofs(context, () => config().proof),
  ]
}
