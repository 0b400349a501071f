/** How far an import has come, beside the file: the next run of the same command goes on there. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { usage } from '../quit.ts'

const counts = { rows: z.int(), received: z.int(), suppressed: z.int(), unreadable: z.int(), repeats: z.int() }

const shape = z.object({
  /** What is imported, from where, how: with any of it changed it is another import. */
  import: z.object({
    hub: z.string(),
    source: z.string(),
    size: z.number(),
    changed: z.number(),
    digest: z.string(),
    how: z.string(),
  }),
  /** Acknowledged by the hub. */
  done: z.object(counts),
})

export type Identity = z.output<typeof shape>['import']
export type Done = z.output<typeof shape>['done']

export const nothingDone: Done = { rows: 0, received: 0, suppressed: 0, unreadable: 0, repeats: 0 }

export interface ProgressFile {
  path: string
  /** @throws Quit 2 when it tells of another import. @returns undefined when there is none */
  read(identity: Identity): Promise<Done | undefined>
  write(identity: Identity, done: Done): Promise<void>
  remove(): Promise<void>
}

export function progressFileOf(file: string): ProgressFile {
  const path = `${file}.leadyard-import.json`
  return {
    path,
    async read(identity) {
      const text = await readFile(path, 'utf8').catch(() => undefined)
      if (text === undefined) return undefined
      const read = shape.safeParse(parsed(text))
      const changed = read.success ? differences(read.data.import, identity) : ['what it holds']
      if (read.success && changed.length === 0) return read.data.done
      throw usage(
        `${path} is of an import that did not end, and it differs from this one in ${changed.join(', ')}. Run that ` +
          'command again to go on with it, or begin anew with --no-resume: rows that the hub has, read as they were ' +
          'then, make no second lead.',
      )
    },
    async write(identity, done) {
      // Renamed, so that whoever reads it finds all of it.
      const fresh = `${path}.new`
      await writeFile(fresh, JSON.stringify({ import: identity, done }))
      await rename(fresh, path)
    },
    remove: () => rm(path, { force: true }),
  }
}

const words: Readonly<Record<keyof Identity, string>> = {
  hub: 'the hub',
  source: 'the source',
  size: "the file's size",
  changed: "the file's time",
  digest: "the file's beginning",
  how: 'its columns or options',
}

function differences(before: Identity, now: Identity): string[] {
  const keys = Object.keys(words) as (keyof Identity)[]
  return keys.filter((key) => before[key] !== now[key]).map((key) => words[key])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
