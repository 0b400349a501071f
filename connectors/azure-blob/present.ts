/** Which leads are in the container: blobs by lists of names, lines by the length of their file. */
import type { KeptRecord } from '../../src/connector.ts'
import { openAppendBlob } from '../../src/outside/azure-storage/append-blob.ts'
import type { Client } from './client.ts'

/**
 * The reference tells how the lead was written, whatever the layout is now. Blobs of a day are listed by the beginning that
 * their names have in common, which is the time of receipt. A line is there if its file goes on after the line's offset:
 * an append is done as a whole or not at all. That proves no content.
 */
export async function presentLeads(
  client: Client,
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
    const found = await openAppendBlob(client, file, signal).look()
    const length = found?.type === 'AppendBlob' ? found.length : 0
    for (const { id, offset } of some) present.set(id, length > offset)
  }
  return present
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
