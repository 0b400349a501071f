/** Reads the parts of a Markdown document. */

/** The text under a heading of the second level, up to the next. */
export function section(text: string, heading: string): string {
  const found = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))
  if (found === undefined) throw new Error(`there is no heading "${heading}"`)
  return found
}

/** The headings of the third level in a section. */
export function headings(text: string, heading: string): string[] {
  return [...section(text, heading).matchAll(/^### (.+)$/gm)].map(([, title = '']) => title)
}

/** The rows of a section's tables, without headers; cells that are only code lose their backquotes. */
export function rows(text: string, heading: string): string[][] {
  const isRule = (line = '') => /^\|[ |:-]+\|$/.test(line)
  const lines = section(text, heading)
    .split('\n')
    .filter((line) => line.startsWith('|'))
  return lines
    .filter((line, at) => !isRule(line) && !isRule(lines[at + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
    )
}

/** The targets of a document's links, images and references, outside of code. */
export function links(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, link = '']) => link)
}

/** The anchor that GitHub gives to a heading. */
export function anchors(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/**
 * The sentences of a document's prose. Code, tables, quotes, headings and comments are left out; a code mark is a word.
 */
export function sentences(text: string): string[] {
  const prose = text
    .replaceAll(/^( *)```[\s\S]*?^ *```/gm, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/`[^`]*`/g, 'Code')
    .replaceAll(/\]\([^()\s]+\)/g, ']')
    .replaceAll(/^ *[|>#].*$/gm, '')
  const blocks = prose.split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )| · /)
  return blocks.flatMap((block) =>
    block
      .replace(/^\s*(?:[-*]|\d+\.) /, '')
      .replaceAll(/\s+/g, ' ')
      .split(/(?<=[.!?][)"”*_\]]*) (?=[("“*_[]*[\p{Lu}\d])/u)
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence !== ''),
  )
}

/** The words of a sentence; punctuation that stands alone is not a word. */
export function words(sentence: string): string[] {
  return sentence.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word))
}
