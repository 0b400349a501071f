/** What follows from a failed attempt to send a message. A function of plain data. */
import type { DeliveryError } from '../../failure.ts'
import type { MessageDecision } from '../../ledger/notify/channels.ts'
import type { MessageKind } from '../../ledger/notify-tables.ts'

export interface MessageCircumstances {
  kind: MessageKind
  /** This attempt included. */
  attempts: number
  /** Milliseconds since the message was written. */
  age: number
  /** Failed probes of its held channel. */
  probes: number
  /** The hub is stopping and cut this attempt short. */
  stopping: boolean
  retry: { first: number; most: number; within: number }
  now: Date
}

/** Milliseconds until a held channel is tried again: doubled each time, with a limit. */
const probe = { first: 60_000, most: 1_800_000 }

/** Unlike a lead, a message that may have arrived is sent again: twice told is better than not told. */
export function decideMessage(failure: DeliveryError, about: MessageCircumstances): MessageDecision {
  const { kind, attempts, age, probes, retry, now } = about
  // A far end that refuses one reader's digest works for the others.
  const channelFails = kind === 'alert' || kind === 'test' || failure.class === 'configuration'
  const asked = failure.detail.retryAt ? failure.detail.retryAt.getTime() - now.getTime() : 0
  const probeIn = Math.min(probe.first * 2 ** Math.min(probes, 10), probe.most)
  const isWrong = failure.class === 'configuration'
  // A person waits for the outcome, and tries again.
  if (kind === 'test' && !about.stopping) {
    return { state: 'exhausted', retryIn: isWrong ? probeIn : 0, channelFails, holdsChannel: isWrong }
  }
  switch (failure.class) {
    case 'configuration':
      return { state: 'held', retryIn: probeIn, channelFails }
    case 'rejected':
      return { state: 'exhausted', retryIn: 0, channelFails }
    case 'transient':
    case 'uncertain':
    case 'internal': {
      if (about.stopping) return { state: 'queued', retryIn: 0, channelFails: false }
      if (age >= retry.within) return { state: 'exhausted', retryIn: 0, channelFails }
      const own = retry.first * 3 ** Math.min(attempts - 1, 15)
      return { state: 'waiting', retryIn: Math.min(Math.max(own, asked), retry.most), channelFails }
    }
  }
}
