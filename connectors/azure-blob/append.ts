/**
 * A line for each lead, at the end of the day's file, once. Before the append, file, offset, length and checksum are kept
 * in the hub's memory; the service appends only if the file still ends at that offset. So whatever became of an earlier
 * try can be read back: the bytes at its offset are its own, or nobody's yet, or somebody else's, and then it never happened.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Delivery, Memory, Preview, Receipt, Tools } from '../../src/connector.ts'
import { transient } from '../../src/failure.ts'
import type { Container } from './container.ts'
import { openFiles } from './daily-file.ts'
import { leftOut, line } from './lines.ts'
import type { Settings } from './settings.ts'
import { openTurns } from './turns.ts'

const intentShape = z.object({
  file: z.string(),
  offset: z.number(),
  /** Every content ever sent for that offset: the mapping may have changed between two tries. */
  sent: z.array(z.object({ length: z.number(), sum: z.string() })),
})
type Intent = z.output<typeof intentShape>

// Other workers append to the same file; each round somebody gets on.
const mostRounds = 25

export function openAppend(config: Settings, tools: Tools, container: Container) {
  const { memory } = tools
  const files = openFiles(config, container)
  const inTurn = openTurns()
  /** Where the files end, as far as this process knows; today's and yesterday's matter. */
  const ends = new Map<string, number>()

  async function place(delivery: Delivery): Promise<Receipt> {
    const { signal } = delivery
    const bytes = line(delivery, config)
    const stem = stemOf(delivery, config)
    let intent = await intentOf(memory, delivery.id)
    for (let round = 0; round < mostRounds; round++) {
      const open = intent && (await settle(intent, delivery))
      if (open === 'there' && intent) return receiptOf(intent, 'already-there', 200)
      const spot = open === 'free' && intent ? intent : await nextSpot(stem, signal)
      intent = { ...spot, sent: [...spot.sent, { length: bytes.length, sum: sumOf(bytes) }] }
      await memory.set(keyOf(delivery.id), JSON.stringify(intent))
      ends.delete(intent.file)
      const appended = await files.append(intent.file, bytes, intent.offset, signal)
      if (appended === 'done') {
        remember(intent.file, intent.offset + bytes.length)
        return { ...receiptOf(intent, 'created', 201), notes: notesOf(delivery, config) }
      }
      if (appended === 'full') {
        await nextPart(stem, intent.file)
        intent = undefined
      }
    }
    const message = 'Other writers keep appending to the day’s file; the lead had no turn'
    throw transient({ code: 'AppendPositionConditionNotMet', message })
  }

  /** What became of an earlier try. The file only grows: what stands at an offset stands for good. */
  async function settle({ file, offset, sent }: Intent, { signal }: Delivery): Promise<'there' | 'free' | 'never'> {
    const found = await files.lengthOf(file, signal)
    if (!found || found.length < offset) return 'never'
    if (found.length === offset) return found.full ? 'never' : 'free'
    for (const { length, sum } of sent) {
      const bytes = await files.read(file, offset, length, signal)
      if (bytes && sumOf(bytes) === sum) return 'there'
    }
    return 'never'
  }

  async function nextSpot(stem: string, signal: AbortSignal): Promise<Intent> {
    for (;;) {
      const file = await fileOf(stem)
      const end = ends.get(file) ?? (await files.ready(file, signal))
      if (end !== undefined) return { file, offset: end, sent: [] }
      await nextPart(stem, file)
    }
  }

  function remember(file: string, end: number): void {
    if (ends.size > 20) ends.clear()
    ends.set(file, end)
  }

  async function fileOf(stem: string): Promise<string> {
    const part = await memory.get(`part:${stem}`)
    return part ? `${stem}.${part}.${config.layout}` : `${stem}.${config.layout}`
  }

  /** The file is full, or has other columns: the day goes on in another. */
  async function nextPart(stem: string, file: string): Promise<void> {
    if ((await fileOf(stem)) !== file) return
    const part = Number((await memory.get(`part:${stem}`)) ?? 1)
    await memory.set(`part:${stem}`, String(part + 1))
  }

  // No `erase`: nothing can be taken out of the middle of an append blob
  // (learn.microsoft.com/rest/api/storageservices/understanding-block-blobs--append-blobs--and-page-blobs).
  return {
    deliver: (delivery: Delivery) => inTurn(delivery.signal, () => place(delivery)),

    /** The day's first file: whether that one is full is for the service to say. */
    preview(delivery: Delivery): Preview {
      const to = container.placeOf(`${stemOf(delivery, config)}.${config.layout}`)
      const notes = notesOf(delivery, config)
      return { method: 'PUT', to, body: line(delivery, config).toString(), notes: notes.length ? notes : undefined }
    },

    async find(delivery: Delivery): Promise<Receipt | undefined> {
      const intent = await intentOf(memory, delivery.id)
      if (intent && (await settle(intent, delivery)) === 'there') return receiptOf(intent, 'already-there', 200)
      // No intent, no append. That the service can be asked at all is proved all the same.
      if (!intent) await files.lengthOf(await fileOf(stemOf(delivery, config)), delivery.signal)
      return undefined
    },
  }
}

/** By the day of receipt, which no retry changes: `leads/2025-11-20`. */
function stemOf({ receivedAt }: Delivery, { prefix }: Settings): string {
  return [prefix, receivedAt.toISOString().slice(0, 10)].filter(Boolean).join('/')
}

function keyOf(id: string): string {
  return `append:${id}`
}

async function intentOf(memory: Memory, id: string): Promise<Intent | undefined> {
  const held = await memory.get(keyOf(id))
  return held ? intentShape.parse(JSON.parse(held)) : undefined
}

function sumOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64')
}

function receiptOf({ file, offset }: Intent, outcome: 'created' | 'already-there', status: number): Receipt {
  return { outcome, reference: `${file}@${offset}`, status }
}

function notesOf(delivery: Delivery, config: Settings): string[] {
  const names = leftOut(delivery, config)
  return names.length > 0 ? [`no column for ${names.join(', ')}; name them under columns`] : []
}
