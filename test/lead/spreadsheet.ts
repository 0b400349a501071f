/** What a spreadsheet makes of a CSV file, whatever it takes for a separator. */

/** A quotation mark means something at a cell's beginning alone. */
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

/** The cells that it would take for formulas: full-width signs too, and behind blanks. */
export function cellsThatRun(text: string, separator: string): string[] {
  return cellsOf(text, separator).filter((cell) => /^\s*"*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell))
}
