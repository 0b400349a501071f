/** Formats an import for a person. */
import type { Imported } from '../../api/shapes/import.ts'
import { oneLine } from '../../lead/printable.ts'
import { plural } from '../format.ts'
import { table } from '../table.ts'
import type { Plan } from './read.ts'

const delimiterNames: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' }

export function formatMapping({ format, delimiter, columns, unknown }: Plan, width: number | undefined): string {
  if (format === 'ndjson') return 'NDJSON: each line is a lead of an export, or the JSON of the marketplace.'
  const rows = columns.filter(({ path }) => path !== null).map(({ name, path }) => [name, path ?? ''])
  const mapped = table([{ title: 'COLUMN' }, { title: 'BECOMES' }], rows, width)
  const rest =
    unknown.length === 0
      ? ''
      : `\n\nUnknown, kept only in the raw row: ${oneLine(unknown.join(', '))}.\nGive them a meaning with --map "column=path".`
  return `CSV, separated by ${delimiterNames[delimiter ?? ','] ?? delimiter}\n\n${mapped}${rest}`
}

export function formatDone({ rows, received, suppressed, unreadable, repeats }: Imported): string {
  const parts = [
    received > 0 && `${plural(received, 'new lead')} taken in`,
    suppressed > 0 && `${plural(suppressed, 'new lead')} kept without delivery`,
    repeats > 0 && `${repeats} in the hub already`,
    unreadable > 0 &&
      `${plural(unreadable, 'row')} without a lead, kept as unreadable (leadyard leads --state unreadable)`,
  ].filter(Boolean)
  return `${plural(rows, 'row')}: ${parts.join(', ') || 'nothing to do'}.`
}
