/** Whether a text holds `*` or `?`. */
export function isGlob(text: string): boolean {
  return text.includes('*') || text.includes('?')
}

/** A glob as a predicate: `*` any text, `?` any one character, in any case. */
export function glob(pattern: string): (text: string) => boolean {
  const lower = pattern.toLowerCase()
  const signs = [...lower]
  const [start = ''] = lower.split(/[*?]/, 1)
  const end = /[^*?]*$/.exec(lower)?.[0] ?? ''
  return (text) => {
    const whole = text.toLowerCase()
    // Most texts have another end, and need no further comparison.
    return whole.startsWith(start) && whole.endsWith(end) && matches(signs, [...whole])
  }
}

/**
 * No regular expression, because `*a*a*b` takes for ever over a long text, and the sender chooses the text. Here only
 * the last star is widened.
 */
function matches(signs: readonly string[], text: readonly string[]): boolean {
  let sign = 0
  let at = 0
  let star = -1
  let widened = 0
  while (at < text.length) {
    if (signs[sign] === '*') {
      star = sign++
      widened = at
    } else if (signs[sign] === '?' || signs[sign] === text[at]) {
      sign++
      at++
    } else if (star >= 0) {
      sign = star + 1
      at = ++widened
    } else return false
  }
  while (signs[sign] === '*') sign++
  return sign === signs.length
}
