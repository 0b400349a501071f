import type { SourceOf } from '../../config/source.ts'
import { type JsonReader, openJsonReader } from '../../lead/json.ts'
import { jsonRead } from '../../reading/open.ts'
import { jsonIn, notJson, unreadable } from '../../reading/read.ts'
import { isJson, wantsJson } from '../content-type.ts'
import type { Intake } from '../intake.ts'

/** Each is a row of the ledger, and all of one post wait for one another. */
const mostAtOnce = 500

export function jsonIntake(source: SourceOf<'json'>): Intake {
  const { key, list } = source
  const one = { key, takes: isJson, wants: wantsJson, read: jsonRead(source) }
  return list === undefined ? one : { ...one, split: splitting(openJsonReader(source)) }
}

function splitting({ parts }: JsonReader): NonNullable<Intake['split']> {
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
    // JSON.parse goes deeper than JSON.stringify.
    return undefined
  }
}
