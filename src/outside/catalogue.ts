/**
 * Reads the words of a connector's problems: `problems.md` in its folder has a heading for each entry. Codes, patterns
 * and statuses stand in `problems.ts` next to it.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Problem } from '../connector.ts'

type Words = Pick<Problem, 'wording' | 'cause' | 'remedy' | 'link'>

/** The part of an entry by which an answer is recognised, and its meaning for the delivery. */
export type Signs = Omit<Problem, keyof Words>

/**
 * @param folder the connector's folder: `import.meta.dirname`.
 * @param signs the entries; by wording the first match counts. An entry that has its words already stays unchanged.
 * @throws Error if an entry has no words, or words have no entry.
 */
export function readCatalogue(folder: string, signs: readonly (Signs | Problem)[]): Problem[] {
  const file = path.join(folder, 'problems.md')
  const words = wordsIn(readFileSync(file, 'utf8'))
  const unknown = [...words.keys()].find((id) => !signs.some((one) => one.id === id))
  if (unknown) throw new Error(`${file}: ${unknown} stands in no table of problems`)
  return signs.map((one) => {
    if ('cause' in one) return one
    const said = words.get(one.id)
    if (!said) throw new Error(`${file} has no heading ${one.id}`)
    return { ...one, ...said }
  })
}

/**
 * Each entry has `## id`, the vendor's sentences as quotes with a blank line between two, `Cause: …`, the steps as a
 * numbered list, and `More: <link>`. Text before the first heading is ignored.
 */
export function wordsIn(text: string): Map<string, Words> {
  const entries = text.split(/^## /m).slice(1)
  return new Map(
    entries.map((entry) => {
      const [id = '', ...lines] = entry.trimEnd().split('\n')
      const body = lines.join('\n')
      const cause = /^Cause: (.+)$/m.exec(body)?.[1]
      const link = /^More: <(.+)>$/m.exec(body)?.[1]
      const remedy = [...body.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) => unescaped(step))
      const wording = [...body.matchAll(/(?:^>.*(?:\n|$))+/gm)].map(([quote]) =>
        unescaped(quote.trimEnd().replaceAll(/^> ?/gm, '')),
      )
      if (!cause || !link || remedy.length === 0 || wording.length === 0) {
        throw new Error(`${id} in problems.md needs a quote, a line "Cause: …", numbered steps and a line "More: <…>"`)
      }
      return [id.trim(), { wording, cause: unescaped(cause), remedy, link }]
    }),
  )
}

/** The thing that keeps what waits while its far end fails, as a remedy names it. */
export interface Keeper {
  /** @default 'destination' */
  thing?: 'destination' | 'channel' | undefined
  /** @default 'leads' */
  waiting?: 'leads' | 'messages' | undefined
}

/** An entry of a shared table with the values of `{placeholders}` filled in. A placeholder without a value stays. */
export function filled<Entry extends Signs | Problem>(entry: Entry, values: Keeper & object): Entry {
  const named: Readonly<Record<string, unknown>> = {
    ...{ thing: 'destination', waiting: 'leads' },
    // A channel is tested by a message, and a message that is sent opens it.
    ...(values.thing === 'channel'
      ? { check: 'Test the channel (leadyard channels test)', release: '' }
      : { check: 'Check the destination', release: ', then release it' }),
    ...values,
  }
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (placeholder, name) => (typeof named[name] === 'string' ? named[name] : placeholder))
  const said = 'cause' in entry ? { cause: fill(entry.cause), remedy: entry.remedy.map(fill) } : {}
  return { ...entry, ...said, id: fill(entry.id) }
}

/** Escapes the special characters of Markdown. */
export function escaped(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('*', '\\*')
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('\\*', '*')
}
