/** Reads one row of an imported file. The hub stores the result, and the CLI shows it in a dry run. */
import type { Arrival } from '../lead/arrival.ts'
import { withoutApostrophe } from '../lead/csv.ts'
import { flatPaths, readFlat } from '../lead/flat.ts'
import type { Lead } from '../lead/lead.ts'
import { readMarketplace } from '../lead/marketplace.ts'
import { isObject } from '../lead/sent-value.ts'

/** The paths of a column: a path of the lead, or an additional column of an export. */
export const importPaths: readonly string[] = [
  ...flatPaths,
  // The lead's id in the hub that exported it; its time of arrival there; `yes` for a test lead.
  ...['id', 'received', 'test'],
  // JSON as text: the campaign's parameters; the person, as in the column CustomerInfo of the table.
  ...['campaign', 'person'],
]

export function isImportPath(path: string): boolean {
  return importPaths.includes(path) || /^campaign\../.test(path)
}

/** A column of the file. */
export interface Column {
  name: string
  /** One of `importPaths`, or `campaign.<name>`; null = the column is stored only in the raw row. */
  path: string | null
}

export interface ReadRow {
  lead: Lead | undefined
  /** Identifies the row, however often it is imported. */
  identity: string
  /** The lead's id in the hub that exported it. */
  exportedId: string | undefined
  /** The unchanged row, which is stored. */
  raw: string
}

export function readRow(columns: readonly Column[], cells: readonly string[], arrival: Arrival): ReadRow {
  const named = cells.map((cell, at) => [columns[at]?.name ?? `column ${at + 1}`, withoutApostrophe(cell)] as const)
  const raw = Object.fromEntries(named)
  const flat: Record<string, string> = {}
  columns.forEach(({ path }, at) => {
    const value = named[at]?.[1].trim() ?? ''
    // If several columns have the same path, the first column that is not blank counts.
    if (path && value && !flat[path]) flat[path] = value
  })
  return read(flat, arrival, raw, JSON.stringify(raw))
}

/** Reads a line of an export, or the marketplace's JSON. */
export function readLine(line: string, arrival: Arrival): ReadRow {
  const value = parsed(line)
  if (isExported(value)) return read(flatOf(value), arrival, value, line)
  const lead = value === undefined ? undefined : readMarketplace(value, arrival)
  return { lead, identity: line.trim(), exportedId: undefined, raw: line }
}

function read(given: Readonly<Record<string, string>>, arrival: Arrival, value: unknown, raw: string): ReadRow {
  const { id = '', received = '', test = '', campaign = '', person = '', ...flat } = given
  const sent = flat['sent'] || received
  const whole = {
    ...flattened('person', parsed(person)),
    ...flattened('campaign', parsed(campaign)),
    ...flat,
    ...(sent ? { sent } : {}),
  }
  const exportedId = version7.test(id) ? id.toLowerCase() : undefined
  const lead = readFlat(whole, arrival, value) ?? (exportedId ? withoutPerson(whole, arrival) : undefined)
  return {
    lead: lead && /^(yes|true)$/i.test(test) ? { ...lead, test: true } : lead,
    identity: exportedId ? `id ${exportedId}` : JSON.stringify(Object.entries(given).sort()),
    exportedId,
    raw,
  }
}

/** A UUIDv7: the ids that a hub gives to leads. */
const version7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i

/** Reads a lead that names an offer but no person. The marketplace sends such leads. */
function withoutPerson(flat: Readonly<Record<string, string>>, arrival: Arrival): Lead | undefined {
  const {
    'source.text': leadSource,
    'action.code': actionCode,
    'offer.title': offerTitle,
    'offer.id': productId,
  } = flat
  const said = { leadSource, actionCode, offerTitle, productId, description: flat['description'] }
  const given = Object.entries(said).filter(([, value]) => value)
  return given.length > 0 ? readMarketplace(Object.fromEntries(given), arrival) : undefined
}

interface Exported {
  id: string
  receivedAt: string
  test?: unknown
  lead: object | null
}

function isExported(value: unknown): value is Exported {
  if (!isObject(value)) return false
  const { id, receivedAt, lead } = value
  return typeof id === 'string' && typeof receivedAt === 'string' && typeof lead === 'object'
}

function flatOf({ id, receivedAt, test, lead }: Exported): Record<string, string> {
  return { ...leaves(lead ?? {}), id, received: receivedAt, test: test === true ? 'yes' : '' }
}

/** Longest path of a lead, in characters. */
const longestPath = 1_000

/** Uses a list instead of recursion, because a line may be nested deeper than the stack. */
function leaves(value: object): Record<string, string> {
  const found: Record<string, string> = {}
  const left: [path: string, held: object][] = [['', value]]
  for (const [path, object] of left) {
    for (const [key, held] of Object.entries(object) as [string, unknown][]) {
      const name = path ? `${path}.${key}` : key
      if (name.length > longestPath) continue
      if (typeof held === 'object' && held !== null) left.push([name, held])
      else if (typeof held === 'string' && held !== '' && isImportPath(name)) found[name] = held
    }
  }
  return found
}

/**
 * `{"FirstName": "A"}` becomes `person.firstName`. The keys of a person match in any casing; those of a campaign stay.
 */
function flattened(under: 'person' | 'campaign', value: unknown): Record<string, string> {
  if (!isObject(value)) return {}
  const entries = Object.entries(value).flatMap(([key, held]) => {
    const path =
      under === 'campaign'
        ? `campaign.${key}`
        : flatPaths.find((one) => one.toLowerCase() === `person.${key.toLowerCase()}`)
    return path && (typeof held === 'string' || typeof held === 'number') ? [[path, String(held)] as const] : []
  })
  return Object.fromEntries(entries)
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
