/** What a far end tells of itself without a lead: its fields, and what is used of its quotas. */
import type { FarField, Usage } from '../connector.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'

export interface Told<Fact> {
  facts: readonly Fact[]
  at: Date
}

/** Milliseconds: pages ask often, and each answer costs the far end a request. */
const keptFor = 5 * 60_000
/** A failure is kept for less, because its cause may have been fixed. */
const failureKeptFor = 15_000

interface Kept {
  told: Promise<Told<unknown>>
  until: number
}

/** By the open destination: new settings open another, so nothing is told by old settings. */
const kept = { fields: new WeakMap<OpenDestination, Kept>(), usage: new WeakMap<OpenDestination, Kept>() }

/** @returns undefined if the connector cannot tell its fields. @throws what the connector throws. */
export function fieldsOf(opened: OpenDestination, stopping: AbortSignal): Promise<Told<FarField>> | undefined {
  const { destination } = opened
  return destination.describe && askedOnce(kept.fields, opened, () => destination.describe?.(limit(opened, stopping)))
}

/** @returns undefined if the connector cannot tell quotas. @throws what the connector throws. */
export function usageOf(opened: OpenDestination, stopping: AbortSignal): Promise<Told<Usage>> | undefined {
  const { destination } = opened
  return destination.usage && askedOnce(kept.usage, opened, () => destination.usage?.(limit(opened, stopping)))
}

function limit({ policy }: OpenDestination, stopping: AbortSignal): AbortSignal {
  return AbortSignal.any([stopping, AbortSignal.timeout(policy.deadline)])
}

function askedOnce<Fact>(
  answers: WeakMap<OpenDestination, Kept>,
  opened: OpenDestination,
  ask: () => Promise<readonly Fact[]> | undefined,
): Promise<Told<Fact>> {
  const known = answers.get(opened)
  if (known && known.until > performance.now()) return known.told as Promise<Told<Fact>>
  const told = (async () => ({ facts: (await ask()) ?? [], at: new Date() }))()
  const now = { told, until: performance.now() + keptFor }
  answers.set(opened, now)
  told.catch(() => (now.until = performance.now() + failureKeptFor))
  return told
}
