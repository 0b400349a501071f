/** The HTML part of a mail: under 100 KB, because Gmail cuts larger ones. */
import { clean } from '../../lead/text.ts'
import { compileHtml } from '../../mapping/html-templates.ts'
import { mostThatFit, shortened } from '../../outside/endpoint/limits.ts'
import type { MailBar, MailCell, MailContent, MailLink, MailSection, MailState } from './mail-content.ts'
import { mailTemplate } from './mail-template.ts'

const largest = 100_000
const widestBar = 300
const longestText = 4_000

const render = compileHtml(mailTemplate)

/** Rows of tables and charts are left out if the whole would be too large, then sections; the mail tells how many. */
export function mailHtml(content: MailContent): string {
  const { sections } = content
  const lengths = sections.map(({ table, bars, steps }) =>
    Math.max(...[table?.rows, bars, steps].map((rows) => rows?.length ?? 0)),
  )
  const html = (rows: number, count = sections.length) => render(viewOf(content, rows, count))
  const fits = (text: string) => Buffer.byteLength(text) <= largest
  const rows = mostThatFit(Math.max(0, ...lengths), (some) => fits(html(some)))
  if (rows > 0 || fits(html(0))) return html(rows)
  return html(
    0,
    mostThatFit(sections.length, (count) => fits(html(0, count))),
  )
}

function viewOf({ headline, preheader, sections, link, footer }: MailContent, rows: number, count: number) {
  return {
    headline: shortened(clean(headline), 500),
    // To a template, a blank text is true.
    preheader: shortened(clean(preheader ?? ''), 200) || undefined,
    sections: sections.slice(0, count).map((section) => sectionView(section, rows)),
    leftOut: sections.length - count,
    link: safeLink(link),
    footer: footer.slice(0, 10).map((text) => shortened(clean(text), 500)),
  }
}

const colors: Readonly<Record<MailState, string>> = {
  critical: '#b3261e',
  warning: '#8a5a00',
  info: '#2f5fa8',
  over: '#1e7a3c',
}

function sectionView({ heading, state, text, quote, steps, table, bars }: MailSection, rows: number) {
  const of = <T>(all: readonly T[] | undefined) => (all && all.length > 0 ? all.slice(0, rows) : undefined)
  const leftOut = [steps, table?.rows, bars].reduce((sum, all) => sum + Math.max(0, (all?.length ?? 0) - rows), 0)
  return {
    heading: shortened(clean(heading ?? ''), 500) || undefined,
    ...(state && { state, color: colors[state] }),
    text: linesOf(text),
    quote: quote ? linesOf(quote) : undefined,
    steps: of(steps)?.map((step) => shortened(clean(step), longestText)),
    head: table?.head?.map((cell, column) => ({ text: clean(cell), align: alignOf(table.rows[0]?.[column]) })),
    rows: of(table?.rows)?.map((row) => row.map(cellView)),
    bars: barViews(of(bars), bars),
    leftOut,
  }
}

function cellView(cell: MailCell) {
  if (typeof cell === 'object')
    return { text: shortened(clean(cell.label), longestText), align: 'left', url: safeLink(cell)?.url }
  return { text: shortened(clean(String(cell)), longestText), align: alignOf(cell) }
}

function alignOf(cell: MailCell | undefined): 'left' | 'right' {
  return typeof cell === 'number' ? 'right' : 'left'
}

/** @param all also those that do not fit: the width of a bar does not depend on them being shown. */
function barViews(shown: readonly MailBar[] | undefined, all: readonly MailBar[] = []) {
  const most = all.reduce((highest, { value }) => Math.max(highest, value), 0)
  return shown?.map(({ label, value, text = String(value) }) => ({
    label: shortened(clean(label), 200),
    text: clean(text),
    width: value > 0 && most > 0 ? Math.max(1, Math.round((value / most) * widestBar)) : 0,
  }))
}

function linesOf(text = ''): string[] {
  return text === '' ? [] : shortened(clean(text), longestText).split('\n')
}

/** @returns undefined for any other address, such as `javascript:`. */
export function safeLink(link: MailLink | undefined): MailLink | undefined {
  const url = link && URL.parse(link.url)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  return { url: url.href, label: shortened(clean(link.label), 100) }
}
