/** Sends a file's rows, one batch after the other, and writes down how far it has come. */
import { type Imported, importedShape } from '../../api/shapes/import.ts'
import type { Client } from '../client.ts'
import { batchesOf } from './batches.ts'
import type { OpenFile } from './file.ts'
import { patiently } from './patient.ts'
import type { Done, Identity, ProgressFile } from './progress-file.ts'
import type { Plan } from './read.ts'

export interface Sending {
  client: Client
  file: OpenFile
  plan: Plan
  source: string
  offer: string | undefined
  keepOnly: boolean
  identity: Identity
  progress: ProgressFile
  done: Done
  /** Aborts when a person ends it: the batch under way is still acknowledged, or given up where the hub is away. */
  stopping: AbortSignal
  onRead(bytes: number): void
  onDone(done: Done): void
  onWait(message: string): void
}

/** @returns what was done, of earlier runs too. @throws Quit when the hub stays away; what is acknowledged is written down */
export async function sendRows(sending: Sending): Promise<Done> {
  const { client, file, plan, source, offer, keepOnly, identity, progress, stopping } = sending
  const path = `/imports/${encodeURIComponent(source)}/batches`
  const batches = batchesOf(plan.rows(file.text(sending.onRead)), sending.done.rows, sizeOf)
  let { done } = sending
  for await (const { firstRow, rows } of batches) {
    if (stopping.aborted) break
    const body = { ...plan.said(rows), firstRow, keepOnly, ...(offer === undefined ? {} : { offer }) }
    const taken = await patiently(() => client.send('POST', path, importedShape, body), stopping, sending.onWait)
    done = sum(done, taken)
    await progress.write(identity, done)
    sending.onDone(done)
  }
  return done
}

function sizeOf(row: string | string[]): number {
  return typeof row === 'string' ? row.length : row.reduce((all, cell) => all + cell.length + 3, 2)
}

function sum(done: Done, more: Imported): Done {
  return {
    rows: done.rows + more.rows,
    received: done.received + more.received,
    suppressed: done.suppressed + more.suppressed,
    unreadable: done.unreadable + more.unreadable,
    repeats: done.repeats + more.repeats,
  }
}
