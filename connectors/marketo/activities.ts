/**
 * The log of submitted forms ("Fill Out Form"). Each submission carries its delivery's id in the query string, so the log
 * is the only proof of a submission: help/rest-api/activities.md.
 */
import { z } from 'zod'
import type { Delivery, KeptRecord, Memory, Receipt } from '../../src/connector.ts'
import { DeliveryError, transient, uncertain } from '../../src/failure.ts'
import type { Client } from './client.ts'
import { recordsIn } from './replies.ts'

/** help/rest-api/activity-types.md: 2 is Fill Out Form. */
const fillOutForm = '2'

/** Milliseconds until a submission has surely reached the log. */
const logged = 30 * 60_000
/** Marketo's clock may differ from ours, in milliseconds. */
const skew = 5 * 60_000
/** A page has up to 300 activities of all forms of the instance; the daily calls are shared by all API users. */
const mostPages = 200

const activityShape = z.object({
  leadId: z.union([z.int(), z.string()]).transform(String),
  activityDate: z.coerce.date(),
  primaryAttributeValueId: z.union([z.int(), z.string()]).transform(String).nullish(),
  attributes: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]),
})

interface Submission {
  delivery: string
  person: string
  at: Date
}

interface Looking {
  client: Client
  formId: string
  now(): Date
}

/** @returns the submissions of these deliveries, and whether the whole time was read */
async function submissions(
  { client, formId }: Looking,
  { since, until, wanted }: { since: Date; until: Date; wanted: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<{ found: ReadonlyMap<string, Submission>; whole: boolean }> {
  const call = (path: string) => client.call({ kind: 'read', method: 'GET', path, signal })
  const found = new Map<string, Submission>()
  const start = await call(`/rest/v1/activities/pagingtoken.json?sinceDatetime=${since.toISOString()}`)
  let { nextPageToken = '' } = start
  for (let pages = 0; nextPageToken !== '' && pages < mostPages; pages++) {
    const query = new URLSearchParams({ activityTypeIds: fillOutForm, nextPageToken })
    const page = await call(`/rest/v1/activities.json?${query}`)
    const activities = recordsIn(page, activityShape)
    for (const { leadId, activityDate, primaryAttributeValueId: form, attributes } of activities) {
      if (form && form !== formId) continue
      const text = String(attributes.find(({ name }) => name === 'Query Parameters')?.value ?? '')
      const delivery = /(?:^|[?&])leadyard=([0-9a-f-]{36})(?:&|$)/.exec(text)?.[1]
      if (delivery && wanted.has(delivery)) found.set(delivery, { delivery, person: leadId, at: activityDate })
    }
    // A page may be empty although more follow: only `moreResult` tells the end.
    const last = activities.at(-1)
    if (found.size === wanted.size || !page.moreResult || (last && last.activityDate > until))
      return { found, whole: true }
    nextPageToken = page.nextPageToken ?? ''
  }
  return { found, whole: false }
}

export async function presentSubmissions(
  looking: Looking,
  records: readonly KeptRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const before = looking.now().getTime() - logged
  const asked = records.filter(({ deliveredAt }) => deliveredAt.getTime() <= before)
  if (asked.length === 0) return new Map()
  const since = new Date(least(asked.map(({ firstAttemptAt }) => firstAttemptAt)) - skew)
  const until = new Date(most(asked.map(({ deliveredAt }) => deliveredAt)) + skew)
  const wanted = new Set(asked.map(({ id }) => id))
  const { found, whole } = await submissions(looking, { since, until, wanted }, signal)
  return new Map([...wanted].flatMap((id) => (found.has(id) || whole ? [[id, found.has(id)] as const] : [])))
}

function least(times: readonly Date[]): number {
  return times.reduce((found, time) => Math.min(found, time.getTime()), Number.POSITIVE_INFINITY)
}

function most(times: readonly Date[]): number {
  return times.reduce((found, time) => Math.max(found, time.getTime()), Number.NEGATIVE_INFINITY)
}

/**
 * @returns undefined if the delivery was surely not submitted
 * @throws transient while the log may not have the submission yet
 */
export async function findSubmission(
  looking: Looking & { memory: Memory },
  { id, firstAttemptAt, mayBeThere, signal }: Delivery,
): Promise<Receipt | undefined> {
  const { now, memory } = looking
  const asked = { since: new Date(firstAttemptAt.getTime() - skew), until: now(), wanted: new Set([id]) }
  const { found, whole } = await submissions(looking, asked, signal).catch(mayNotRead)
  const submission = found.get(id)
  if (submission) return { outcome: 'already-there', reference: submission.person, status: 200 }
  if (!mayBeThere) return undefined
  // After an earlier look-up the lead was submitted again, and the log may not have that yet.
  const key = `not-logged:${id}`
  const earlier = Number((await memory.get(key)) ?? 0)
  const latest = new Date(Math.max(firstAttemptAt.getTime(), earlier) + logged)
  if (latest > now()) {
    const message = 'Marketo logs a submission after minutes; the hub looks again when the log is surely complete'
    throw transient({ code: 'NOT_LOGGED_YET', message, retryAt: latest, planned: true })
  }
  if (!whole) {
    const message = 'Marketo has logged too many submissions since the first attempt to look through all of them'
    throw transient({ code: 'LOG_TOO_LONG', message })
  }
  await memory.set(key, String(now().getTime()))
  return undefined
}

/** Forms are submitted without this right, so its lack must not hold the destination. */
function mayNotRead(error: unknown): never {
  if (!(error instanceof DeliveryError) || error.class !== 'configuration') throw error
  const { code, status, excerpt } = error.detail
  const message = `Marketo does not show its log of submissions (${code}): look for the delivery there, or give the API user the permission Read-Only Activity`
  throw uncertain({ code, status, excerpt, message })
}
