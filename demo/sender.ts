/** The marketplace: posts to the ingest URL, and counts what it is answered. */
import { setInterval } from 'node:timers/promises'
import type { Posting } from './leads.ts'

export interface Tally {
  taken: number
  repeats: number
  unreadable: number
  /** Anything else: the hub was full, or not there. */
  refused: number
}

export interface Sender {
  tally: Readonly<Tally>
  /** Resolves when the last answer has come, after `stop`. */
  ended: Promise<void>
}

// A hub that does not answer must not be asked by thousands at once.
const mostAtOnce = 50

export function startSending(ingest: URL, next: () => Posting, rate: number, stop: AbortSignal): Sender {
  const tally: Tally = { taken: 0, repeats: 0, unreadable: 0, refused: 0 }
  const underWay = new Set<Promise<void>>()

  async function send(posting: Posting): Promise<void> {
    const answer = await post(ingest, posting).catch(() => 'refused' as const)
    tally[answer]++
  }

  async function run(): Promise<void> {
    try {
      for await (const _ of setInterval(1000 / rate, undefined, { signal: stop })) {
        if (underWay.size >= mostAtOnce) continue
        const sending = send(next()).finally(() => underWay.delete(sending))
        underWay.add(sending)
      }
    } catch (error) {
      if (!stop.aborted) throw error
    }
    await Promise.all(underWay)
  }

  return { tally, ended: run() }
}

async function post(ingest: URL, { offer, body }: Posting): Promise<keyof Tally> {
  const url = new URL(ingest)
  if (offer) url.searchParams.set('offer', offer)
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(30_000),
  })
  const text = await reply.text()
  if (reply.status === 400 || reply.status === 422) return 'unreadable'
  if (reply.status !== 202) return 'refused'
  return text.includes('"duplicateOf"') ? 'repeats' : 'taken'
}
