/** One lead as the bytes that are written. */
import type { Delivery } from '../../src/connector.ts'
import { csvLines } from '../../src/lead/csv.ts'
import type { Settings } from './settings.ts'

type Layout = Pick<Settings, 'layout' | 'columns' | 'bom'>

export function json({ fields }: Pick<Delivery, 'fields'>): Buffer {
  return Buffer.from(`${JSON.stringify(fields, null, 2)}\n`)
}

export function line({ fields }: Pick<Delivery, 'fields'>, { layout, columns }: Layout): Buffer {
  if (layout === 'csv') return Buffer.from(csvLines([columns.map((name) => fields[name])]))
  return Buffer.from(`${JSON.stringify(fields)}\n`)
}

/** What a file begins with; nothing for NDJSON. */
export function header({ layout, columns, bom }: Layout): Buffer {
  if (layout !== 'csv') return Buffer.alloc(0)
  return Buffer.from((bom ? '\ufeff' : '') + csvLines([columns]))
}

/** Mapped fields that have no column. */
export function leftOut({ fields }: Pick<Delivery, 'fields'>, { layout, columns }: Layout): string[] {
  return layout === 'csv' ? Object.keys(fields).filter((name) => !columns.includes(name)) : []
}
