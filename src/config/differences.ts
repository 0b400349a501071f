/** What differs between two configurations, path by path. */
import { isDeepStrictEqual } from 'node:util'
import { joinPath } from './problems.ts'

export interface Difference {
  /** `destinations.crm-eu.url`; members of a list that have names, by their name: `routes.eu.to`. */
  path: string
  /** `reordered`: the members of a list are the same, and stand in another order. */
  change: 'added' | 'removed' | 'changed' | 'reordered'
  before?: unknown
  after?: unknown
}

/** A part of a file as parsed, and the same as it may be shown. */
export interface Part {
  written: unknown
  shown: unknown
}

/** What was added or removed whole is told once, with all that is in it. */
export function differences(before: Part, after: Part, path = ''): Difference[] {
  if (isDeepStrictEqual(before.written, after.written)) return []
  const [old, now] = [partsOf(before.written, before.shown), partsOf(after.written, after.shown)]
  if (!old || !now || bothPlain(before.written, after.written))
    return [{ path, change: 'changed', before: before.shown, after: after.shown }]
  const names = [...new Set([...old.keys(), ...now.keys()])]
  const found = names.flatMap((name): Difference[] => {
    const [was, is, at] = [old.get(name), now.get(name), joinPath(path, [name])]
    if (was && is) return differences(was, is, at)
    return [is ? { path: at, change: 'added', after: is.shown } : { path: at, change: 'removed', before: was?.shown }]
  })
  // Keys of a map have no order; members of a list do, and routes are held against a lead in theirs.
  return found.length > 0 || !Array.isArray(before.written)
    ? found
    : [{ path, change: 'reordered', before: [...old.keys()], after: [...now.keys()] }]
}

/** By key, or by the name that every member of a list has; undefined where there is nothing to tell parts by. */
function partsOf(written: unknown, shown: unknown): Map<string, Part> | undefined {
  if (!isTree(written)) return undefined
  const names = Array.isArray(written) ? written.map(nameOf) : Object.keys(written)
  const told = names.filter((name) => name !== undefined)
  if (told.length < names.length || new Set(told).size < told.length) return undefined
  const faces = isTree(shown) ? shown : {}
  return new Map(
    Object.entries(written).map(([key, part], at) => [told[at] ?? key, { written: part, shown: faces[key] }]),
  )
}

/** A route's `to` names destinations as text, or as `destination` of a map. */
function nameOf(member: unknown): string | undefined {
  if (typeof member === 'string') return member
  const { name, destination } = isTree(member) ? member : {}
  return [name, destination].find((one) => typeof one === 'string')
}

/** Lists of words read best whole. */
function bothPlain(...lists: readonly unknown[]): boolean {
  return lists.every((list) => Array.isArray(list) && !list.some(isTree)) || new Set(lists.map(Array.isArray)).size > 1
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
