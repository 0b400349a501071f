/** Reads some pages of a source, and stores each page together with the position after it. */
import { v7 as uuid } from 'uuid'
import { failureText } from '../delivery/failure-text.ts'
import { failPoll, type PollRow, releasePoll, storePage, takePoll } from '../ledger/polls.ts'
import type { Read } from '../reading/read.ts'
import type { Page, Poll } from '../sources/source.ts'
import { problemOf, waitAfter } from './failure.ts'
import { readRows } from './row.ts'
import type { PollerTools } from './tools.ts'

export interface Polled {
  id: string
  poll: Poll
  read: Read
  contentType: string
}

/**
 * @returns whether more pages can be read at once; also `false` when the source is not due, or another hub reads it.
 * @throws when the ledger cannot be reached; then the lease expires.
 */
export async function readPages(polled: Polled, tools: PollerTools, signal: AbortSignal): Promise<boolean> {
  const leaseId = uuid()
  const taken = await takePoll(tools.db, polled.id, polled.poll.place, leaseId)
  if (!taken) return false
  // The start is the same for every page of a scan, because the watermark moves only at the end of the scan.
  const since = startOf(taken, polled.poll)
  let after = taken.scan_after
  let { failures } = taken
  const { pageSize: most = 1_000, pages = 100 } = tools
  for (let page = 0; page < pages && !signal.aborted; page++) {
    let read: Page
    try {
      read = await polled.poll.page({ since, after, most, signal })
    } catch (reason) {
      if (signal.aborted) break
      await recordFailure(polled, tools, { leaseId, failures, resumed: after !== '', reason })
      return false
    }
    if (!(await storeRows(polled, tools, leaseId, read))) return false
    if (failures > 0) tools.log.info({ source: polled.id, failures }, 'a table is read again')
    failures = 0
    after = read.next
    if (after === '') return false
  }
  await releasePoll(tools.db, polled.id, leaseId)
  return !signal.aborted
}

/** Starts some time before the newest known row, because the service's clocks differ and a row may appear late. */
function startOf({ watermark }: PollRow, { from, overlap }: Poll): Date | undefined {
  const moments = [from ? from.getTime() : 0, watermark ? watermark.getTime() - overlap : 0]
  const latest = Math.max(...moments)
  return latest > 0 ? new Date(latest) : undefined
}

/** Number of leads in one job of the queue. */
const leadsPerJob = 200

async function storeRows(polled: Polled, tools: PollerTools, leaseId: string, page: Page): Promise<boolean> {
  const { id, poll, read, contentType } = polled
  const rows = readRows(page.rows, { source: id, read, contentType, configVersion: tools.config().version })
  const times = page.rows.map(({ writtenAt }) => writtenAt.getTime())
  const newest = times.length > 0 ? new Date(times.reduce((a, b) => Math.max(a, b))) : undefined
  const { next, at = new Date() } = page
  const stored = await storePage(tools.db, { source: id, leaseId, rows, next, newest, at, every: poll.every })
  if (!stored) return false
  for (const { state } of stored) tools.count(id, state)
  // The leads are on disk, so nothing waits for the queue: the reconciler queues the leads that it did not take.
  const ids = stored.filter(({ state }) => state === 'received').map((one) => one.id)
  for (let at = 0; at < ids.length; at += leadsPerJob) {
    void tools.queue.leads(ids.slice(at, at + leadsPerJob)).catch(tools.onQueueFailure)
  }
  return true
}

interface Failed {
  leaseId: string
  /** Number of failures in a row before this failure. */
  failures: number
  /** Whether the scan continued after an earlier page. */
  resumed: boolean
  reason: unknown
}

async function recordFailure(
  polled: Polled,
  tools: PollerTools,
  { leaseId, failures, resumed, reason }: Failed,
): Promise<void> {
  const { id, poll } = polled
  const failure = poll.failure(reason, new Date())
  const { class: failureClass, detail } = failure
  const problem = problemOf(failure, tools.config().connectors)
  const { status } = detail
  const { code, message } = failureText(detail, (text) => text)
  const count = await failPoll(tools.db, id, leaseId, {
    ...{ class: failureClass, code, status, problem, message },
    wait: waitAfter(failures, poll.every, detail),
    // It is not documented how long a continuation token stays valid.
    restartScan: resumed && status === 400,
  })
  if (count === 1)
    tools.log.warn(
      { source: id, class: failureClass, code, status, problem },
      'a table cannot be read; it is tried again',
    )
}
