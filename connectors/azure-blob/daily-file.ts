/**
 * Appends one line for each lead to the day's file. Before the append, the hub's memory stores file, offset, length and
 * checksum; the service appends only if the file still ends at that offset. So the outcome of an earlier attempt can be
 * read back: the bytes at its offset are its own, or missing, or of another writer, and then it never happened.
 */
import { openSerialQueue } from '../../src/async/serial-queue.ts'
import type { Delivery, Destination, Preview, Receipt, Tools } from '../../src/connector.ts'
import type { DeliveryError, FailureDetail } from '../../src/failure.ts'
import { failureBy, meaningOf } from '../../src/outside/answer.ts'
import { openAppendBlob } from '../../src/outside/azure-storage/append-blob.ts'
import { unsent } from '../../src/outside/unsent.ts'
import type { Client } from './client.ts'
import { type Intent, readIntent, sumOf } from './intent.ts'
import { problems } from './problems.ts'
import { dailyName, header, line, notesOf } from './request.ts'
import type { Settings } from './settings.ts'

/** Other workers append to the same file; each round one of them succeeds. */
const maxRounds = 25

export function openDailyFile(config: Settings, { memory, now }: Tools, client: Client) {
  const head = header(config)
  const queued = openSerialQueue('Azure Blob')
  /** Where this process's last line ended: the next line then takes one request instead of two. */
  let lastEnd: { file: string; offset: number } | undefined

  async function deliver(delivery: Delivery): Promise<Receipt> {
    const { id, signal } = delivery
    const day = dailyName(delivery, config)
    const bytes = line(delivery, config)
    let intent = await intentOf(id)
    let code = 'BlobNotFound'
    for (let round = 0; round < maxRounds; round++) {
      const outcome = intent && (await outcomeOf(intent, signal))
      if (intent && outcome === 'there') return receiptOf(intent, 'already-there', 200)
      if (outcome !== 'open') intent = await unsent(nextPlace(day, signal))
      if (!intent) continue
      intent = { ...intent, sent: [...intent.sent, { length: bytes.length, sum: sumOf(bytes) }] }
      await memory.set(`append:${id}`, JSON.stringify(intent))
      lastEnd = undefined
      const refused = await openAppendBlob(client, intent.file, signal).append(bytes, intent.offset)
      if (!refused) {
        lastEnd = { file: intent.file, offset: intent.offset + bytes.length }
        return { ...receiptOf(intent, 'created', 201), notes: notesOf(delivery, config) }
      }
      code = 'AppendPositionConditionNotMet'
      if (refused !== 'BlockCountExceedsLimit') continue
      await startNextFile(day, intent.file)
      intent = undefined
    }
    throw failureOf('AppendPositionConditionNotMet', { code })
  }

  async function find(delivery: Delivery): Promise<Receipt | undefined> {
    const intent = await intentOf(delivery.id)
    if (intent && (await outcomeOf(intent, delivery.signal)) === 'there') return receiptOf(intent, 'already-there', 200)
    // Without an intent nothing was appended. This request proves that the service answers at all.
    if (!intent) await unsent(look(await fileOf(dailyName(delivery, config)), delivery.signal))
    return undefined
  }

  /** Shows the day's first file: only the service knows whether that file is full. */
  function preview(delivery: Delivery): Preview {
    const to = client.placeOf(`${dailyName(delivery, config)}.${config.layout}`)
    return { method: 'PUT', to, body: line(delivery, config).toString(), notes: notesOf(delivery, config) }
  }

  /** The outcome of an earlier attempt. The file only grows, so the bytes at an offset never change. */
  async function outcomeOf({ file, offset, sent }: Intent, signal: AbortSignal): Promise<'there' | 'open' | 'never'> {
    const found = await unsent(look(file, signal))
    if (!found || found.length < offset) return 'never'
    if (found.length === offset) return found.full ? 'never' : 'open'
    for (const { length, sum } of sent) {
      const bytes = await unsent(openAppendBlob(client, file, signal).read(offset, length))
      if (bytes && sumOf(bytes) === sum) return 'there'
    }
    return 'never'
  }

  /** Where the next line goes; `undefined` when the file had to be prepared first. */
  async function nextPlace(day: string, signal: AbortSignal): Promise<Intent | undefined> {
    const file = await fileOf(day)
    const blob = openAppendBlob(client, file, signal)
    if (lastEnd?.file === file) return { ...lastEnd, sent: [] }
    const found = await look(file, signal)
    if (!found)
      await blob.make(config.layout === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
    else if (found.full) await startNextFile(day, file)
    else if (found.length === 0 && head.length > 0) await blob.append(head, 0)
    else if (await startsWithHeader(file, signal)) return { file, offset: found.length, sent: [] }
    else await startNextFile(day, file)
    return undefined
  }

  async function look(file: string, signal: AbortSignal) {
    const found = await openAppendBlob(client, file, signal).look()
    if (!found || found.type === 'AppendBlob') return found
    const message = `A blob of another kind has the name ${file}; move it, or set another prefix`
    throw failureOf('InvalidBlobType', { message })
  }

  async function startsWithHeader(file: string, signal: AbortSignal): Promise<boolean> {
    if (head.length === 0) return true
    // A reply is read as text, which drops a byte order mark.
    const mark = config.bom ? 3 : 0
    const found = await openAppendBlob(client, file, signal).read(mark, head.length - mark)
    return found?.equals(head.subarray(mark)) ?? false
  }

  async function fileOf(day: string): Promise<string> {
    const part = await memory.get(`part:${day}`)
    return [day, part, config.layout].filter(Boolean).join('.')
  }

  /** The file is full, or has other columns: the day goes on in another file. */
  async function startNextFile(day: string, file: string): Promise<void> {
    if ((await fileOf(day)) !== file) return
    const part = Number((await memory.get(`part:${day}`)) ?? 1)
    await memory.set(`part:${day}`, String(part + 1))
  }

  const intentOf = (id: string) => readIntent(memory, id)

  // No `erase`: nothing can be taken out of the middle of an append blob
  // (learn.microsoft.com/rest/api/storageservices/understanding-block-blobs--append-blobs--and-page-blobs).
  return {
    deliver: (delivery) => queued(delivery.signal, () => deliver(delivery)),
    find,
    preview,
  } satisfies Destination

  function failureOf(code: string, detail: Partial<FailureDetail>): DeliveryError {
    const problem = meaningOf(problems, { code })
    if (!problem) throw new Error(`${code} stands in no table of problems`)
    return failureBy(problem, { who: 'Azure Blob', now: now() }, { code, ...detail })
  }
}

function receiptOf({ file, offset }: Intent, outcome: 'created' | 'already-there', status: number): Receipt {
  return { outcome, reference: `${file}@${offset}`, status }
}
