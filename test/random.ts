/** A seeded generator (mulberry32), so that a property test can repeat a failure. */
export interface Random {
  /** 0 ≤ n < 1 */
  next(): number
  /** 0 ≤ n < below */
  below(below: number): number
  pick<T>(of: readonly T[]): T
  /** Any UTF-16 units: control characters, lone surrogates, combining marks, emoji. */
  text(longest: number): string
}

const nasty = [
  '\u0000',
  '\u001b',
  '\u0085',
  '\ud83d',
  '\ude80',
  '\ufffd',
  '\ufeff',
  '\u0301',
  '\u200b',
  '👩‍🚒',
  'é',
  '東',
  '|',
  '-',
  '{',
  '"',
  ' ',
]

export function seeded(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <T>(of: readonly T[]): T => of[below(of.length)]!
  const unit = () => (next() < 0.4 ? pick(nasty) : String.fromCharCode(below(next() < 0.7 ? 0x80 : 0x10000)))
  return { next, below, pick, text: (longest) => Array.from({ length: below(longest + 1) }, unit).join('') }
}
