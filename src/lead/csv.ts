/** RFC 4180, safe to open in a spreadsheet: for every file of leads that we write. The one file that knows csv-stringify. */
import { stringify } from 'csv-stringify/sync'

/** What begins a formula, also behind blanks, and behind quotation marks that a spreadsheet takes away. */
const formula = '(?:(?![\\t\\r\\n])\\s)*"*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20]'

/**
 * Where a cell begins, or another one for a spreadsheet that separates by semicolons or tabs: quotation marks in the
 * middle of what it takes for a cell mean nothing to it.
 */
const runs = new RegExp(`(^|[;\\t\\r\\n])(?=${formula})`, 'g')
const safe = new RegExp(`(^|[;\\t\\r\\n])'(?=${formula}|[\\t\\r])`, 'g')

/**
 * Lines end with CR LF. What a spreadsheet would take for a formula begins with an apostrophe, and so does a cell that
 * begins with a tab or a return (owasp.org/www-community/attacks/CSV_Injection).
 * @param rows with undefined for blank: a lead of an earlier version may lack what came later.
 */
export function csvLines(rows: readonly (readonly (string | undefined)[])[]): string {
  return stringify(
    rows.map((row) => row.map((cell) => cell?.replace(runs, "$1'").replace(/^(?=[\t\r])/, "'"))),
    { record_delimiter: 'windows', quoted_match: /[;\t\n\r]/ },
  )
}

/** The cell as it was before `csvLines` made it safe: the same apostrophe is what spreadsheets write before a text. */
export function withoutApostrophe(cell: string): string {
  return cell.replace(safe, '$1')
}
