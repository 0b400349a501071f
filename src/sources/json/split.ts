/** Splits a post with several leads. */
import { type JsonMap, openJsonReader } from '../../lead/json.ts'
import { jsonIn, notJson, unreadable } from '../../reading/read.ts'
import type { PostRules } from '../source.ts'

/** Each lead is a row of the ledger, and the answer waits for all rows of the post. */
const mostAtOnce = 500

export function splitter(map: JsonMap): NonNullable<PostRules['split']> {
  const { parts } = openJsonReader(map)
  return (raw) => {
    const body = jsonIn(raw)
    if (body === undefined) return { unreadable: notJson }
    const found = parts(body)
    if (!found?.length) return unreadable('The JSON holds no leads where `list` of this source looks for them.')
    if (found.length > mostAtOnce) return unreadable(`The list is too long: send at most ${mostAtOnce} leads at once.`)
    return written(found) ?? unreadable('A lead in the list is nested too deeply.')
  }
}

function written(parts: readonly unknown[]): { parts: Buffer[] } | undefined {
  try {
    return { parts: parts.map((part) => Buffer.from(JSON.stringify(part))) }
  } catch {
    // JSON.parse accepts deeper nesting than JSON.stringify.
    return undefined
  }
}
