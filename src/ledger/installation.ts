/** Checks whose ledger a database is, before anything in it is changed. Even a migration would change it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { v7 as uuid } from 'uuid'
import { openPool } from './open.ts'

export interface Applicant {
  /** Where this machine remembers the installation of its last start. */
  file: string
  /** Ids of the configured destinations. */
  destinations: readonly string[]
  /** The operator orders that the ledger is taken, even if it looks like another installation's. */
  adopt: boolean
}

/**
 * Takes the ledger for this hub. The first hub of a ledger gives it an id, and each machine remembers the id it met.
 * @returns the reason of a refusal, if the ledger looks like another installation's; else undefined.
 */
export async function joinInstallation(url: string, applicant: Applicant): Promise<string | undefined> {
  const pool = openPool(url, { max: 1, connectionTimeoutMillis: 5_000 }, () => undefined)
  try {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const refusal = await refusalOf(client, applicant)
      if (refusal) return refusal
      const id = await idOf(client, remembered(applicant.file))
      await client.query('commit')
      remember(applicant.file, id)
      return undefined
    } finally {
      // The connection is closed, because that ends an open transaction.
      client.release(true)
    }
  } finally {
    await pool.end()
  }
}

// An arbitrary constant: hubs that start together on an empty database run one after the other.
const lock = 0x1ead_5a2e

async function refusalOf(client: pg.PoolClient, applicant: Applicant): Promise<string | undefined> {
  await client.query('select pg_advisory_xact_lock($1)', [lock])
  if (applicant.adopt) return undefined
  const foreign = await foreignTables(client)
  if (foreign.length > 0) return otherProgram(foreign)
  const known = await idsIn(client, 'destinations')
  const [theirs] = await idsIn(client, 'leadyard_installation')
  const ours = remembered(applicant.file)
  if (theirs && ours && theirs !== ours) return otherInstallation(known)
  const isStranger = known.length > 0 && !known.some((id) => applicant.destinations.includes(id))
  return isStranger ? noneKnown(known) : undefined
}

/** The ledger's id. A ledger without an id gets one. */
async function idOf(client: pg.PoolClient, wanted = uuid()): Promise<string> {
  await client.query('create table if not exists leadyard_installation (id text primary key)')
  const [theirs] = await idsIn(client, 'leadyard_installation')
  if (theirs) return theirs
  await client.query('insert into leadyard_installation values ($1)', [wanted])
  return wanted
}

async function idsIn(client: pg.PoolClient, table: 'leadyard_installation' | 'destinations'): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table])
  if (!rows[0]?.there) return []
  const found = await client.query<{ id: string }>(`select id from ${table} order by id`)
  return found.rows.map(({ id }) => id)
}

/**
 * Tables of the schema in which the ledger would be made, if there is no ledger yet. Extensions' tables do not count.
 */
async function foreignTables(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select c.relname as name from pg_class c
    where to_regclass('leadyard_schema') is null and to_regclass('leadyard_installation') is null
      and c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname`)
  return rows.map(({ name }) => name)
}

function otherProgram(tables: readonly string[]): string {
  return (
    `The database of DATABASE_URL holds tables of another program: ${some(tables)}.\n` +
    'Nothing was started and nothing was changed. Use an empty database.\n' +
    'If the ledger is meant to be among these tables, start once with LEADYARD_ADOPT_LEDGER=yes.'
  )
}

const whatToDo =
  'Nothing was started and nothing was changed. Check DATABASE_URL, LEADYARD_CONFIG and LEADYARD_DATA.\n' +
  'If this ledger is the right one, start once with LEADYARD_ADOPT_LEDGER=yes.'

function otherInstallation(known: readonly string[]): string {
  const has = known.length > 0 ? ` (its destinations: ${some(known)})` : ''
  return `The ledger belongs to another installation than this folder's last one${has}.\n${whatToDo}`
}

function noneKnown(known: readonly string[]): string {
  return (
    `The configuration knows none of the destinations that the ledger has: ${some(known)}.\n` +
    `It looks like the ledger of another installation. ${whatToDo}`
  )
}

function some(ids: readonly string[]): string {
  const more = ids.length - 5
  return ids.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function remembered(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function remember(file: string, id: string): void {
  if (remembered(file) === id) return
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${id}\n`)
  } catch (error) {
    // A hub with DATABASE_URL needs no data folder: on a read-only disk it runs without the file.
    if (!readOnly.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const readOnly = ['EROFS', 'EACCES', 'EPERM']
