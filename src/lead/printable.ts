/** Text of others, made harmless where it is read: at a terminal, in a log. */

/**
 * Control characters, which a terminal obeys; the separators that some readers take for the end of a line; and what turns
 * the direction of writing, so that text reads as something else. Line feeds and tabs are left.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const harmful = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g

// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const lineEnd = /[ \t]*[\r\n\u000B\u000C\u0085\u2028\u2029]+[ \t]*/g

/** Each harmful character as `\u001b`, which in JSON means the same. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(harmful, escaped)
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text.replace(lineEnd, ' ')).replaceAll('\t', ' ')
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
