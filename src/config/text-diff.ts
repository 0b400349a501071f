/** The one file that knows `diff`. */
import { createTwoFilesPatch } from 'diff'

export interface NamedText {
  name: string
  text: string
}

/** Texts that differ all over take long to compare, and nobody reads what comes of it. */
const patience = 1_000

/** A unified diff, blank when the texts are the same. `undefined` when they differ too much to be compared. */
export function textDiff(before: NamedText, after: NamedText): string | undefined {
  if (before.text === after.text) return ''
  const options = { context: 3, timeout: patience }
  return createTwoFilesPatch(before.name, after.name, before.text, after.text, undefined, undefined, options)
}
