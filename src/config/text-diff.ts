/** The only file that imports `diff`. */
import { createTwoFilesPatch } from 'diff'

export interface NamedText {
  name: string
  text: string
}

/** Milliseconds. Texts that differ everywhere take long to compare, and their diff would be useless. */
const timeout = 1_000

/** A unified diff, blank when the texts are equal. `undefined` when the texts differ too much. */
export function textDiff(before: NamedText, after: NamedText): string | undefined {
  if (before.text === after.text) return ''
  const options = { context: 3, timeout }
  return createTwoFilesPatch(before.name, after.name, before.text, after.text, undefined, undefined, options)
}
