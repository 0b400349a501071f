/**
 * Removes control characters, lone surrogates and outer blanks, and normalises to NFC. Line breaks and tabs stay.
 * U+FFFD stays too, because it shows the reader that a character was lost before.
 */
export function clean(text: string): string {
  // Almost every text is clean already, and the test is cheaper than cleaning.
  if (cleanAscii.test(text)) return text
  return text.replace(loneSurrogates, '').replace(controls, '').normalize('NFC').trim()
}

/** Printable ASCII without outer blanks. */
const cleanAscii = /^(?:[!-~](?:[ -~]*[!-~])?)?$/

const loneSurrogates = /\p{Surrogate}/gu

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are removed
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g

/** The longest beginning of `text` that fits; it never ends in the middle of a character. */
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
