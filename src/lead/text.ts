/**
 * Control characters and lone surrogates out, NFC, outer blanks off. Line breaks and tabs stay. So does U+FFFD, which stands
 * for a character that was lost before: without it no reader could see that a name is not whole.
 */
export function clean(text: string): string {
  // Almost every text is clean already, and looking is cheaper than cleaning.
  if (isPlain.test(text)) return text
  return text.replace(halves, '').replace(controls, '').normalize('NFC').trim()
}

/** Printable ASCII without blanks at its ends. */
const isPlain = /^(?:[!-~](?:[ -~]*[!-~])?)?$/

/** Of a pair of code units, one alone. */
const halves = /\p{Surrogate}/gu

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g

/** The longest beginning of `text` that fits, never ending in the middle of a character. */
export function cut(text: string, max: number, unit: 'characters' | 'bytes' = 'characters'): string {
  if (unit === 'bytes') return cutBytes(text, max)
  if (text.length <= max) return text
  const code = text.charCodeAt(max - 1)
  const splitsPair = code >= 0xd800 && code <= 0xdbff
  return text.slice(0, splitsPair ? max - 1 : max)
}

function cutBytes(text: string, max: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= max) return text
  let end = max
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
