/** The names and bytes of blobs and lines. Pure. */
import type { Delivery } from '../../src/connector.ts'
import { csvLines } from '../../src/lead/csv.ts'
import type { Settings } from './settings.ts'

type Content = Pick<Delivery, 'fields'>
type Layout = Pick<Settings, 'layout' | 'columns' | 'bom'>
type Moment = Pick<Delivery, 'receivedAt'>

/** Days are the days of receipt, which no retry changes: `leads/2025/11/20/<lead id>.json`. */
export function blobName({ leadId, receivedAt }: Delivery, config: Settings): string {
  return inFolder(config, `${dayOf({ receivedAt }).replaceAll('-', '/')}/${leadId}.json`)
}

/** The name of a daily file, without its part and ending: `leads/2025-11-20`. */
export function dailyName(delivery: Moment, config: Settings): string {
  return inFolder(config, dayOf(delivery))
}

export function inFolder({ prefix }: Pick<Settings, 'prefix'>, name: string): string {
  return prefix ? `${prefix}/${name}` : name
}

function dayOf({ receivedAt }: Moment): string {
  return receivedAt.toISOString().slice(0, 10)
}

export function json({ fields }: Content): Buffer {
  return Buffer.from(`${JSON.stringify(fields, null, 2)}\n`)
}

export function line({ fields }: Content, { layout, columns }: Layout): Buffer {
  if (layout === 'csv') return Buffer.from(csvLines([columns.map((name) => fields[name])]))
  return Buffer.from(`${JSON.stringify(fields)}\n`)
}

/** The first bytes of a file; none for NDJSON. */
export function header({ layout, columns, bom }: Layout): Buffer {
  if (layout !== 'csv') return Buffer.alloc(0)
  return Buffer.from((bom ? '\ufeff' : '') + csvLines([columns]))
}

/** Mapped fields that have no column. */
export function notesOf({ fields }: Content, { layout, columns }: Layout): string[] | undefined {
  const without = layout === 'csv' ? Object.keys(fields).filter((name) => !columns.includes(name)) : []
  return without.length > 0 ? [`no column for ${without.join(', ')}; name them under columns`] : undefined
}
