/** RFC 4180, safe to open in a spreadsheet. The one file that knows csv-stringify. */
import { stringify } from 'csv-stringify/sync'

/** Lines end with CR LF. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[;\t\n\r]/ },
  )
}

/** The cell as it was before `csvLines` made it safe: the same apostrophe is what spreadsheets write before a text. */
export function withoutApostrophe(cell: string): string {
  return cell.replace(/^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/, '')
}
