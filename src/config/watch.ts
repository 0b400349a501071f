import { statSync, watch } from 'node:fs'
import path from 'node:path'

/** Editors write in bursts, or write a new file and rename it: the folder is watched and the burst awaited. */
const settleMs = 200

/**
 * Told of every change of the file's content, also where it is a link whose target changes (a mounted ConfigMap).
 * @returns a function that ends the watching.
 */
export function watchConfig(file: string, onChange: () => void): () => void {
  let seen = stampOf(file)
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    timer = undefined
    const stamp = stampOf(file)
    if (stamp === seen) return
    seen = stamp
    onChange()
  }
  const watcher = watch(path.dirname(file), (_event, name) => {
    // Other files of the folder must not put the look off for ever.
    if (name === path.basename(file)) clearTimeout(timer)
    else if (timer) return
    timer = setTimeout(look, settleMs)
  })
  // A folder that is gone cannot be watched; SIGHUP still reloads.
  watcher.on('error', () => watcher.close())
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}

function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.dev} ${found.ino} ${found.size} ${found.mtimeMs}` : ''
}
