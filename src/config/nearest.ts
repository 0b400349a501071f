import { closest, distance } from 'fastest-levenshtein'

/** "did you mean …" if a known word is similar, else the list of known words. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const best = closest(word, [...known])
  return distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(2, word.length / 3)
    ? `did you mean ${best}?`
    : `known: ${known.join(', ')}`
}
