/** Sends the rows of a file to the hub, batch by batch. */
import type { Imported } from '../../api/shapes/import.ts'
import type { Client } from '../client.ts'
import { batchesOf } from './batches.ts'
import type { OpenFile } from './file.ts'
import type { Plan } from './read.ts'
import { withRetry } from './retry.ts'

export interface SendOptions {
  client: Client
  file: OpenFile
  plan: Plan
  source: string
  offer: string | undefined
  keepOnly: boolean
  /**
   * Aborts when a person stops the import. The batch under way is finished, or given up if the hub cannot be reached.
   */
  stopping: AbortSignal
  onRead(bytes: number): void
  /** Called after each batch with the rows that the hub has acknowledged so far. */
  onDone(done: Imported): void
  onWait(message: string): void
}

export const nothingDone: Imported = { rows: 0, received: 0, suppressed: 0, unreadable: 0, repeats: 0 }

/** @throws Quit when the hub stays unreachable */
export async function sendRows(sending: SendOptions): Promise<void> {
  const { client, file, plan, source, offer, keepOnly, stopping } = sending
  const batches = batchesOf(plan.rows(file.text(sending.onRead)), sizeOf)
  let done = nothingDone
  for await (const { firstRow, rows } of batches) {
    if (stopping.aborted) break
    const body = { ...plan.batch(rows), firstRow, keepOnly, ...(offer === undefined ? {} : { offer }) }
    const send = () => client.call('post /imports/{source}/batches', { params: { source }, body })
    const taken = await withRetry(send, stopping, sending.onWait)
    done = sum(done, taken)
    sending.onDone(done)
  }
}

function sizeOf(row: string | string[]): number {
  return typeof row === 'string' ? row.length : row.reduce((all, cell) => all + cell.length + 3, 2)
}

function sum(done: Imported, more: Imported): Imported {
  return {
    rows: done.rows + more.rows,
    received: done.received + more.received,
    suppressed: done.suppressed + more.suppressed,
    unreadable: done.unreadable + more.unreadable,
    repeats: done.repeats + more.repeats,
  }
}
