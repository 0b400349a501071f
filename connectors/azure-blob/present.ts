/** Which leads are in the container: blobs by lists of names, lines by the bytes at their place. */
import type { KeptRecord, Memory } from '../../src/connector.ts'
import { openAppendBlob } from '../../src/outside/azure-storage/append-blob.ts'
import type { Client } from './client.ts'
import { type Intent, isSent, readIntent } from './intent.ts'

/**
 * The reference tells how the lead was written, whatever the layout is now. Blobs of a day are listed by the beginning that
 * their names have in common, which is the time of receipt. A line is there if the bytes at its offset are those that were
 * appended: the hub's memory has their checksum. Without it, a line is there if its file goes on after the offset, because an
 * append is done as a whole or not at all.
 */
export async function presentLeads(
  client: Client,
  memory: Memory,
  records: readonly KeptRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const present = new Map<string, boolean>()
  const blobs = records.filter(({ leadId, reference }) => reference.endsWith(`/${leadId}.json`))
  for (const [folder, some] of Map.groupBy(blobs, ({ reference }) => folderOf(reference))) {
    const wanted = some.map(({ reference }) => reference).sort()
    const names = new Set(await client.names(folder + commonStart(wanted).slice(folder.length), signal))
    for (const { id, reference } of some) present.set(id, names.has(reference))
  }
  const lines = records.flatMap(({ id, reference }) => {
    const [, file, offset] = /^(.+)@(\d+)$/.exec(reference) ?? []
    return file ? [{ id, file, offset: Number(offset) }] : []
  })
  for (const [file, some] of Map.groupBy(lines, (line) => line.file)) {
    const blob = openAppendBlob(client, file, signal)
    const found = await blob.look()
    const length = found?.type === 'AppendBlob' ? found.length : 0
    const placed: Placed[] = []
    for (const { id, offset } of some) {
      const intent = length > offset ? await readIntent(memory, id) : undefined
      // Another place is told by the receipt, if a second attempt went to another file.
      if (intent?.file === file && intent.offset === offset) placed.push({ ...intent, id, end: endOf(intent) })
      else present.set(id, length > offset)
    }
    for (const run of runsOf(placed)) {
      const start = run[0]!.offset
      const bytes = (await blob.read(start, Math.max(...run.map(({ end }) => end)) - start)) ?? Buffer.alloc(0)
      for (const one of run) present.set(one.id, isSent(one, bytes.subarray(one.offset - start)))
    }
  }
  return present
}

interface Placed extends Intent {
  id: string
  end: number
}

function endOf({ offset, sent }: Intent): number {
  return offset + Math.max(0, ...sent.map(({ length }) => length))
}

/** Bytes of one read: under the limit of a reply. */
const mostBytes = 500_000

/** Lines that are read together, in the order of the file. */
function runsOf(placed: readonly Placed[]): Placed[][] {
  const runs: Placed[][] = []
  for (const one of placed.toSorted((a, b) => a.offset - b.offset)) {
    const last = runs.at(-1)
    if (last && one.end - last[0]!.offset <= mostBytes) last.push(one)
    else runs.push([one])
  }
  return runs
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1)
}

/** @param names in alphabetical order */
function commonStart(names: readonly string[]): string {
  const [first = '', last = ''] = [names[0], names.at(-1)]
  let length = 0
  while (length < first.length && first[length] === last[length]) length++
  return first.slice(0, length)
}
