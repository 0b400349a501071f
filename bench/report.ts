/** RESULTS.md: one section a scenario; a run replaces the sections it measured. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Section {
  name: string
  /** What was compared with what. */
  about: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
  /** Below the table. */
  notes?: readonly string[]
}

const file = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const intro = 'Written by `npm run bench`. Medians of alternating runs; read the ratios, the rest is for scale.'

export function markdown({ name, about, head, rows, notes = [] }: Section): string {
  const table = [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`)
  return [`## ${name}`, '', about, '', ...table, '', ...notes.flatMap((note) => [note, ''])].join('\n').trimEnd()
}

export function writeResults(sections: readonly Section[], machine: string): void {
  const kept = existsSync(file) ? sectionsOf(readFileSync(file, 'utf8')) : new Map<string, string>()
  const measured = `${new Date().toISOString().slice(0, 10)}; ${machine}.`
  for (const section of sections) kept.set(section.name, `${markdown(section)}\n\nMeasured ${measured}`)
  writeFileSync(file, `# Results\n\n${intro}\n\n${[...kept.values()].join('\n\n')}\n`)
}

function sectionsOf(text: string): Map<string, string> {
  const parts = text.split(/^(?=## )/m).slice(1)
  return new Map(parts.map((part) => [part.slice(3, part.indexOf('\n')), part.trim()]))
}
