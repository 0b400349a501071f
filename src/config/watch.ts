import { statSync, watch } from 'node:fs'
import path from 'node:path'

/** Editors write several times, or write a new file and rename it. So the folder is watched, with this delay in ms. */
const delayMs = 200

/**
 * Calls `onChange` after every change of the file, also if the file is a link whose target changes (a mounted
 * ConfigMap).
 * @returns a function that stops the watcher.
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
    // Changes of other files in the folder must not delay the look for ever.
    if (name === path.basename(file)) clearTimeout(timer)
    else if (timer) return
    timer = setTimeout(look, delayMs)
  })
  // A removed folder cannot be watched; SIGHUP still reloads.
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
