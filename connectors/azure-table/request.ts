/** One lead as a row: Microsoft's columns, keys that never change between attempts, and the service's limits. */
import type { Delivery, Note } from '../../src/connector.ts'
import { configuration, rejected } from '../../src/failure.ts'
import { clean, cut } from '../../src/lead/text.ts'
import { fields, maxText } from './fields.ts'
import type { Settings } from './settings.ts'

// learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model; Azurite enforces few of them.
const maxKey = 512
const maxColumns = 252
const maxRowBytes = 1024 * 1024
/** Per value inside CustomerInfo: seven of them, escaped, stay below `maxText`. */
const maxInfo = 2_000

export interface Keys {
  partitionKey: string
  rowKey: string
}

interface Row extends Keys {
  columns: Record<string, string>
  /** What was cut; `undefined` when nothing was. */
  notes: Note[] | undefined
}

/** A receipt's reference: `PartitionKey/RowKey`, neither of which may hold a slash. */
export function referenceOf({ partitionKey, rowKey }: Keys): string {
  return `${partitionKey}/${rowKey}`
}

export function keysIn(reference: string): Keys | undefined {
  const [, partitionKey, rowKey] = /^([^/]+)\/([^/]+)$/.exec(reference) ?? []
  return partitionKey && rowKey ? { partitionKey, rowKey } : undefined
}

export function keysOf({ leadId, receivedAt }: Delivery, partitionKey: Settings['partitionKey']): Keys {
  const day = receivedAt.toISOString().slice(0, 10)
  const [year, month, date] = day.split('-').map(Number)
  const microsoft = legalKey(`${month}/${date}/${year}`)
  return { partitionKey: partitionKey === 'date' ? day : microsoft, rowKey: legalKey(leadId) }
}

/** Signs that are illegal in keys are written as Microsoft's connector does: `/` is `:2F`. */
export function legalKey(text: string): string {
  const escaped = text.toWellFormed().replace(illegal, (sign) => `:${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return cut(
    escaped.replace(/:[0-9a-f]{2}/g, (code) => code.toUpperCase()),
    maxKey,
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const illegal = /[/\\#?%+\u0000-\u001F\u007F-\u009F]/g

export function rowOf(delivery: Delivery, partitionKey: Settings['partitionKey']): Row {
  const notes: Note[] = []
  // Readers of Microsoft's table expect its columns in every row: a blank one is written as an empty text.
  const blank = Object.fromEntries(Object.keys(fields).map((name) => [name, '']))
  const mapped = { ...blank, ...delivery.fields }
  const columns = Object.fromEntries(Object.entries(mapped).map(([name, value]) => [name, fitted(name, value, notes)]))
  const row = { ...keysOf(delivery, partitionKey), columns, notes: notes.length > 0 ? notes : undefined }
  refuseIllegal(row)
  return row
}

function fitted(name: string, value: string, notes: Note[]): string {
  const tidy = name === 'CustomerInfo' ? tidyInfo(value, notes) : value
  const kept = cut(tidy, maxText)
  if (kept !== tidy) notes.push({ field: name, from: tidy.length, to: kept.length })
  return kept
}

/** Cleans and cuts inside the JSON, so that it stays JSON. A text that is no JSON object comes from the operator's mapping. */
function tidyInfo(text: string, notes: Note[]): string {
  const parsed = objectIn(text)
  if (!parsed) return text
  const tidied = Object.entries(parsed).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value]
    const cleaned = clean(value)
    const kept = cut(cleaned, maxInfo)
    if (kept !== cleaned) notes.push({ field: `CustomerInfo.${name}`, from: cleaned.length, to: kept.length })
    return [name, kept]
  })
  return JSON.stringify(Object.fromEntries(tidied))
}

/** Values that the person left out this time stay as they were given before. */
export function withEarlierInfo(info: string, earlier: unknown): string {
  const [before, now] = [objectIn(String(earlier)), objectIn(info)]
  if (!before || !now) return info
  const given = Object.entries(now).filter(([name, value]) => value !== '' || !(name in before))
  const both = JSON.stringify({ ...before, ...Object.fromEntries(given) })
  return both.length > maxText ? info : both
}

function objectIn(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function refuseIllegal({ partitionKey, rowKey, columns }: Row): void {
  const names = Object.keys(columns)
  const wrong = names.find((name) => !/^[\p{L}_][\p{L}\p{N}_]{0,254}$/u.test(name) || reserved.test(name))
  if (wrong !== undefined) {
    const message = `The column name ${JSON.stringify(wrong.slice(0, 60))} is not allowed in Azure Table; change it in the mapping`
    throw configuration({ message, code: 'PropertyNameInvalid' })
  }
  if (names.length > maxColumns) {
    const message = `The mapping makes ${names.length} columns; Azure Table takes ${maxColumns}. Remove some`
    throw configuration({ message, code: 'TooManyProperties' })
  }
  const units = Object.entries(columns).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if ((units + partitionKey.length + rowKey.length) * 2 + names.length * 8 > maxRowBytes) {
    throw rejected({ message: 'The row is larger than the 1 MiB that Azure Table takes', code: 'EntityTooLarge' })
  }
}

const reserved = /^(partitionkey|rowkey|timestamp|etag)$|^odata/i
