/** Tests whether one of several texts matches. */
import { glob, isGlob } from './glob.ts'

export type TextTest = (texts: readonly string[]) => boolean

/**
 * @param wanted texts or globs in any case, `present` (some text is not blank) or `absent` (all texts are blank). Only
 * `*` and `absent` match blank texts.
 */
export function oneOf(wanted: readonly string[]): TextTest {
  if (wanted.includes('*')) return () => true
  const literals = new Set(wanted.filter((text) => !isGlob(text)).map((text) => text.toLowerCase()))
  const globs = wanted.filter(isGlob).map(glob)
  const present = literals.delete('present')
  const absent = literals.delete('absent')
  return (texts) => {
    let blank = true
    for (const text of texts) {
      if (text === '') continue
      blank = false
      if (present || literals.has(text.toLowerCase())) return true
      for (const matches of globs) if (matches(text)) return true
    }
    return blank && absent
  }
}
