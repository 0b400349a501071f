/** Makes foreign text harmless for a terminal and a log. */

/**
 * Control characters, which a terminal obeys; separators that some readers take for the end of a line; and characters
 * that change the direction of text. Line feeds and tabs stay.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped
const harmful = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g

// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const lineEnd = /[ \t]*[\r\n\u000B\u000C\u0085\u2028\u2029]+[ \t]*/g

/** Writes each harmful character as `\u001b`, which means the same in JSON. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(harmful, escaped)
}

/** As `printable`, on one line. */
export function oneLine(text: string): string {
  return printable(text.replace(lineEnd, ' ')).replaceAll('\t', ' ')
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
