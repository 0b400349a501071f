/** Reads a CSV file like a spreadsheet, with any separator. */

/** A quotation mark counts only at the beginning of a cell. */
export function cellsOf(text: string, separator: string): string[] {
  const cells: string[] = []
  let [cell, begins, quoted] = ['', true, false]
  const end = () => {
    cells.push(cell)
    ;[cell, begins] = ['', true]
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quoted && char === '"' && text[at + 1] === '"') cell += text[++at]
    else if (char === '"' && (quoted || begins)) [quoted, begins] = [!quoted, false]
    else if (!quoted && (char === separator || char === '\n' || char === '\r')) end()
    else [cell, begins] = [cell + char, false]
  }
  end()
  return cells
}

/** The cells that a spreadsheet would take for formulas, also with full-width signs and after blanks. */
export function cellsThatRun(text: string, separator: string): string[] {
  return cellsOf(text, separator).filter((cell) => /^\s*"*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell))
}
