/** Reads and writes the generated part of a document, between `<!-- name: begin … -->` and `<!-- name: end -->`. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')

/** @throws when the document has no such part. */
export function markedPart(file: string, name: string): string {
  return partOf(readFileSync(path.join(root, file), 'utf8'), file, name).content
}

export function writeMarkedPart(file: string, name: string, content: string): void {
  const text = readFileSync(path.join(root, file), 'utf8')
  const { from, to } = partOf(text, file, name)
  writeFileSync(path.join(root, file), text.slice(0, from) + content + text.slice(to))
}

function partOf(text: string, file: string, name: string) {
  const begin = new RegExp(`<!-- ${name}: begin.*-->\n`).exec(text)
  const from = (begin?.index ?? 0) + (begin?.[0].length ?? 0)
  const to = text.indexOf(`<!-- ${name}: end -->`, from)
  if (!begin || to < 0)
    throw new Error(`${file} has no part between <!-- ${name}: begin … --> and <!-- ${name}: end -->`)
  return { from, to, content: text.slice(from, to) }
}

/** A Markdown table; bars in cells are escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), `|${' --- |'.repeat(header.length)}`, ...rows.map(line)].join('\n')
}

/** Escapes `<` and stars, so that Markdown shows them. */
export function plain(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('*', '\\*')
}
