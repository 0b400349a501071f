/**
 * Posts a test lead to the public address of a source every day, as its senders do, and looks for it in the ledger. It tells
 * a silent sender from a broken way in.
 */
import { setTimeout } from 'node:timers/promises'
import { v7 as uuid } from 'uuid'
import type { Config } from '../../config/config.ts'
import type { CanarySettings } from '../../config/silence.ts'
import type { DeliveryContext } from '../../delivery/context.ts'
import { DeliveryError } from '../../failure.ts'
import type { Db } from '../../ledger/db.ts'
import { canaryArrived, keepCanaries, settleCanary, takeCanary } from '../../ledger/notify/canaries.ts'
import { guardAddresses } from '../../outside/address-guard.ts'
import { openHttp } from '../../outside/http.ts'
import { localTime, momentOf, nextDay } from '../../settings/zone.ts'
import { sourceOf } from '../../sources/open.ts'
import type { TestPost } from '../../sources/source.ts'

type CanaryConfig = Pick<Config, 'listen' | 'sources' | 'silence'>

/** The lead must be in the ledger by then, in milliseconds. */
const patience = 60_000
/** A failed canary is sent again so soon. */
const again = 60_000
/** A time that was set so shortly before it came is kept, also if no look fell between. */
const missed = 120_000
/** And so often while the way in is broken. */
const whileBroken = 900_000

/** @returns a function that is called every second; it asks the ledger once a minute */
export function openCanaries(
  { db, log, stopping }: Pick<DeliveryContext, 'db' | 'log' | 'stopping'>,
  config: () => CanaryConfig,
  { every, waits = patience }: { every: number; waits?: number } = { every: 30_000 },
): () => Promise<void> {
  let [nextAt, kept] = [Number.NEGATIVE_INFINITY, '']
  return async () => {
    if (performance.now() < nextAt) return
    nextAt = performance.now() + every
    const { silence } = config()
    const sources = Object.keys(silence.canary)
    if (kept !== String(sources)) await keepCanaries(db, sources)
    kept = String(sources)
    for (const source of sources) {
      const reason = await sendDue(db, source, config(), waits, stopping)
      if (reason) log.warn({ source, reason }, 'the test lead to the public address did not arrive')
    }
  }
}

/** @returns why it did not arrive; blank if it did, undefined if none is due */
async function sendDue(
  db: Db,
  source: string,
  config: CanaryConfig,
  waits: number,
  stopping: AbortSignal,
): Promise<string | undefined> {
  const settings = config.silence.canary[source]
  if (!settings) return undefined
  const now = Date.now()
  const at = (moment: number) => new Date(nextAt(settings, config.silence.zone, moment))
  const next = at(now)
  const schedule = { recent: at(now - missed), next, leaseUntil: new Date(now + 2 * patience + again) }
  if (!(await takeCanary(db, source, schedule))) return undefined
  const reason = await send(db, source, config, settings, waits, stopping)
  if (stopping.aborted) return undefined
  await settleCanary(db, source, reason, { next, failed: [new Date(Date.now() + again), new Date(now + whileBroken)] })
  return reason
}

async function send(
  db: Db,
  source: string,
  config: CanaryConfig,
  { url, allowNetworks }: CanarySettings,
  waits: number,
  stopping: AbortSignal,
): Promise<string> {
  const configured = config.sources.get(source)!
  const { receive, testPost } = sourceOf(configured)
  const post = testPost?.(new Date())
  if (!post) return 'this source takes no posts'
  const key = receive?.(configured)?.key
  const address = url ?? `${config.listen.publicUrl?.replace(/\/+$/, '')}/ingest/${source}`
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(waits)])
  const answer = await posted(address, key, post, allowNetworks, signal)
  if (typeof answer === 'string') return answer
  while (!signal.aborted) {
    if (await canaryArrived(db, source, answer.lead)) return ''
    await setTimeout(Math.min(1_000, waits / 4), undefined, { signal }).catch(() => undefined)
  }
  return 'it was answered, and is not in the ledger: the address leads to another hub'
}

/** @returns the lead's id, or why there is none */
async function posted(
  address: string,
  key: string | undefined,
  { contentType, body }: TestPost,
  allowNetworks: readonly string[],
  signal: AbortSignal,
): Promise<{ lead: string } | string> {
  const http = openHttp({ guard: guardAddresses(allowNetworks), connections: 1 })
  try {
    const headers = {
      'content-type': contentType,
      accept: 'application/json',
      // The hub recognises no repeat of an earlier canary.
      'idempotency-key': uuid(),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }
    const { status, text } = await http.request({ method: 'POST', url: address, headers, body, signal })
    const lead = /"id"\s*:\s*"([0-9a-f-]{36})"/.exec(text)?.[1]
    return status === 202 && lead ? { lead } : `status ${status}${status === 202 ? ', not from a hub' : ''}`
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    return String(error.detail.code ?? 'no answer')
  } finally {
    http.close()
  }
}

/** The next time of the day, in milliseconds since 1970. */
export function nextAt({ at, zone }: Pick<CanarySettings, 'at' | 'zone'>, otherwise: string, now: number): number {
  const [hours, minutes] = at.split(':').map(Number)
  const name = zone ?? otherwise
  const today = localTime(name, now)
  const moments = [today, nextDay(today)].map((date) => momentOf(name, date, hours! * 60 + minutes!))
  return moments.find((moment) => moment > now)!
}
