/** The plain text of a mail, from the same values as its HTML. */
import { clean } from '../../lead/text.ts'
import type { MailContent, MailSection, MailTable } from './mail-content.ts'
import { safeLink } from './mail-html.ts'

export function mailText(content: MailContent): string {
  const link = safeLink(content.link)
  const parts = [
    content.headline,
    ...content.sections.map(sectionText),
    link ? `${link.label}: ${link.url}` : '',
    content.footer.length > 0 ? ['-- ', ...content.footer].join('\n') : '',
  ]
  return parts
    .map((part) => clean(part))
    .filter((part) => part !== '')
    .join('\n\n')
}

function sectionText({ heading = '', state, text = '', quote, steps = [], table, bars = [] }: MailSection): string {
  const head = [state ? `[${state}]` : '', heading].filter(Boolean).join(' ')
  const chart: MailTable = { rows: bars.map(({ label, value, text: said }) => [label, said ?? value]) }
  const parts = [
    head,
    text,
    quote ? quote.replace(/^/gm, '> ') : '',
    steps.map((step, at) => `${at + 1}. ${step}`).join('\n'),
    table ? columns(table) : '',
    columns(chart),
  ]
  return parts.filter(Boolean).join('\n')
}

/** Columns of even width; numbers stand on the right. */
function columns({ head, rows: cells }: MailTable): string {
  const rows = cells.map((row) =>
    row.map((cell) => (typeof cell === 'object' ? (safeLink(cell)?.url ?? cell.label) : cell)),
  )
  const all = [...(head ? [head] : []), ...rows]
  const width = (column: number) => Math.max(...all.map((row) => String(row[column] ?? '').length))
  const isNumber = (column: number) => typeof rows[0]?.[column] === 'number'
  const lines = all.map((row) =>
    row.map((cell, column) =>
      isNumber(column) ? String(cell).padStart(width(column)) : String(cell).padEnd(width(column)),
    ),
  )
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n')
}
