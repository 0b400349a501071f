/** The differences between two configurations, path by path. */
import { isDeepStrictEqual } from 'node:util'
import { joinPath } from './problems.ts'

export interface Difference {
  /** `destinations.crm-eu.url`; named members of a list stand under their name: `routes.eu.to`. */
  path: string
  /** `reordered`: the list has the same members in another order. */
  change: 'added' | 'removed' | 'changed' | 'reordered'
  before?: unknown
  after?: unknown
}

/** A part of a file as parsed, and as it may be shown. */
export interface Part {
  written: unknown
  shown: unknown
}

/** A part that was added or removed as a whole is one difference. */
export function differences(before: Part, after: Part, path = ''): Difference[] {
  if (isDeepStrictEqual(before.written, after.written)) return []
  const [old, now] = [partsOf(before.written, before.shown), partsOf(after.written, after.shown)]
  if (!old || !now || arePlainLists(before.written, after.written))
    return [{ path, change: 'changed', before: before.shown, after: after.shown }]
  const names = [...new Set([...old.keys(), ...now.keys()])]
  const found = names.flatMap((name): Difference[] => {
    const [was, is, at] = [old.get(name), now.get(name), joinPath(path, [name])]
    if (was && is) return differences(was, is, at)
    return [is ? { path: at, change: 'added', after: is.shown } : { path: at, change: 'removed', before: was?.shown }]
  })
  // The keys of a map have no order; the members of a list have, and the order of routes counts.
  return found.length > 0 || !Array.isArray(before.written)
    ? found
    : [{ path, change: 'reordered', before: [...old.keys()], after: [...now.keys()] }]
}

/** The parts by key, or by name if every member of a list has a unique name; else undefined. */
function partsOf(written: unknown, shown: unknown): Map<string, Part> | undefined {
  if (!isTree(written)) return undefined
  const names = Array.isArray(written) ? written.map(nameOf) : Object.keys(written)
  const known = names.filter((name) => name !== undefined)
  if (known.length < names.length || new Set(known).size < known.length) return undefined
  const shownParts = isTree(shown) ? shown : {}
  return new Map(
    Object.entries(written).map(([key, part], at) => [known[at] ?? key, { written: part, shown: shownParts[key] }]),
  )
}

/** A route's `to` names a destination as text, or by `destination` of a map. */
function nameOf(member: unknown): string | undefined {
  if (typeof member === 'string') return member
  const { name, destination } = isTree(member) ? member : {}
  return [name, destination].find((one) => typeof one === 'string')
}

/** Lists of plain values are compared as a whole. */
function arePlainLists(...lists: readonly unknown[]): boolean {
  return lists.every((list) => Array.isArray(list) && !list.some(isTree)) || new Set(lists.map(Array.isArray)).size > 1
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
