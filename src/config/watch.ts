import { type FSWatcher, watch } from 'node:fs'
import path from 'node:path'

/** Editors write in bursts, or write a new file and rename it: the folder is watched and the burst awaited. */
const settleMs = 200

/** @returns a function that ends the watching. */
export function watchConfig(file: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watcher: FSWatcher = watch(path.dirname(file), (_event, name) => {
    if (name !== null && name !== path.basename(file)) return
    clearTimeout(timer)
    timer = setTimeout(onChange, settleMs)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
