/** The part of SOQL that look-ups need: SELECT … FROM Lead WHERE a = 'x' AND b >= date AND c IN ('y') ORDER BY d LIMIT n. */
export interface Query {
  select: string[]
  where: Condition[]
  limit: number
}

interface Condition {
  name: string
  holds(row: Record<string, unknown>): boolean
}

export function parseSoql(soql: string): Query | undefined {
  const parts = /^SELECT ([\w, ]+) FROM Lead WHERE (.+?)(?: ORDER BY \w+)?(?: LIMIT (\d+))?$/s.exec(soql)
  if (!parts) return undefined
  const [, select = '', where = '', limit = '2000'] = parts
  const term = /(\w+) (?:(=|>=) ('(?:\\.|[^'\\])*'|[\d:.TZ+-]+)|IN \(([^)]*)\))(?: AND |$)/gsy
  const found = [...where.matchAll(term)]
  if (found.map(([whole]) => whole).join('') !== where) return undefined
  return { select: select.split(/,\s*/), where: found.map(condition), limit: Number(limit) }
}

function condition([, name = '', operator, literal = '', list]: RegExpMatchArray): Condition {
  if (list !== undefined) {
    const values = new Set(list.split(', ').map((one) => one.slice(1, -1).toLowerCase()))
    return { name, holds: (row) => values.has(String(row[name] ?? '').toLowerCase()) }
  }
  const escapes: Record<string, string> = { n: '\n', r: '\r' }
  const text = literal.slice(1, -1).replace(/\\(.)/gs, (_, sign: string) => escapes[sign] ?? sign)
  const same = (value: unknown) => String(value ?? '').toLowerCase() === text.toLowerCase()
  const since = (value: unknown) => Date.parse(String(value)) >= Date.parse(literal)
  return { name, holds: (row) => (operator === '=' ? same : since)(row[name]) }
}
