import Table from 'cli-table3'
import { oneLine } from '../lead/printable.ts'

export interface Column {
  title: string
  /** Never broken into lines, so that ids can be copied. */
  whole?: boolean
}

/** A text is shown on one line; a list has one text per line. */
type Cell = string | readonly string[]

type Rows = readonly (readonly Cell[])[]

const gap = 2
const narrowest = 8

/** Rows that are drawn at once: the time of cli-table3 grows with the square of the rows (`fillInTable`). */
const rowsAtOnce = 50

/** Formats rows under titles. If the table is too wide, the widest columns are broken into lines first. */
export function table(columns: readonly Column[], given: Rows, width?: number): string {
  const rows = given.map((row) => row.map((cell) => [cell].flat().map(oneLine).join('\n')))
  const widths = fitted(columns, naturalWidths(columns, rows), width)
  const cells = rows.map((row) => row.map((cell, at) => lines(cell, widths[at] ?? narrowest)))
  const drawn = [drawPart(widths, cells.slice(0, rowsAtOnce), titlesOf(columns))]
  for (let at = rowsAtOnce; at < cells.length; at += rowsAtOnce) {
    drawn.push(drawPart(widths, cells.slice(at, at + rowsAtOnce), []))
  }
  return drawn.flatMap((part) => part.split('\n').map((line) => line.trimEnd())).join('\n')
}

const titlesOf = (columns: readonly Column[]) => columns.map(({ title }) => title)

function drawPart(widths: readonly number[], cells: string[][], head: string[]): string {
  const made = new Table({
    head,
    colWidths: widths.map((one) => one + gap),
    chars: { ...none, mid: '─' },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': gap },
  })
  made.push(...cells)
  return made.toString()
}

const none = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', right: '', 'right-mid': '', middle: '', 'mid-mid': '' },
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  const widest = (cell: string) => Math.max(...cell.split('\n').map((line) => line.length))
  return columns.map(({ title }, at) => rows.reduce((most, row) => Math.max(most, widest(row[at] ?? '')), title.length))
}

function fitted(columns: readonly Column[], natural: readonly number[], width: number | undefined): number[] {
  const widths = [...natural]
  if (width === undefined) return widths
  const total = () => widths.reduce((sum, one) => sum + one + gap, 0)
  while (total() > width) {
    const breakable = widths.map((one, at) => (columns[at]?.whole || one <= narrowest ? 0 : one))
    const widest = breakable.indexOf(Math.max(...breakable))
    if (!breakable[widest]) break
    widths[widest] = widths[widest]! - 1
  }
  return widths
}

/** Breaks a text between words; a word that is longer than a line is broken at the end of the line. */
function lines(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S{1,${width}}`, 'gu')) ?? [''])
    .map((line) => line.trimEnd())
    .join('\n')
}
