/** Writes CSV (RFC 4180) that is safe to open in a spreadsheet. The only file that imports csv-stringify. */
import { stringify } from 'csv-stringify/sync'

/** The beginning of a formula, also after blanks, and after quotation marks that a spreadsheet removes. */
const formula = '(?:(?![\\t\\r\\n])\\s)*"*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]'

/**
 * The beginning of a cell, or of a part that a spreadsheet takes for a cell because it separates by semicolons or tabs.
 * Such a spreadsheet ignores quotation marks in the middle of a cell.
 */
const runs = new RegExp(`(^|[;\\t\\r\\n])(?=${formula})`, 'g')
const safe = new RegExp(`(^|[;\\t\\r\\n])'(?=${formula}|[\\t\\r])`, 'g')

/**
 * Lines end with CR LF. A cell that a spreadsheet would take for a formula, or that begins with a tab or a return, gets
 * an apostrophe in front (owasp.org/www-community/attacks/CSV_Injection).
 * @param rows cells; undefined counts as blank, because a lead of an earlier version may lack newer properties.
 */
export function csvLines(rows: readonly (readonly (string | undefined)[])[]): string {
  return stringify(
    rows.map((row) => row.map((cell) => cell?.replace(runs, "$1'").replace(/^(?=[\t\r])/, "'"))),
    { record_delimiter: 'windows', quoted_match: /[;\t\n\r]/ },
  )
}

/** Removes the apostrophe that `csvLines` adds. Spreadsheets write the same apostrophe before a text. */
export function withoutApostrophe(cell: string): string {
  return cell.replace(safe, '$1')
}
