/** Whether one of some texts is one of those wanted. */
import { glob, isGlob } from './glob.ts'

export type TextTest = (texts: readonly string[]) => boolean

/**
 * @param wanted texts or globs in any case, `present` (something is given) or `absent` (nothing is). A blank text is
 * matched by the star alone and by `absent`.
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
