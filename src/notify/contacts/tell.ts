/** Writes the messages of contacts that are due. */
import { v7 as uuid } from 'uuid'
import type { ContactConfig } from '../../config/contacts.ts'
import type { Db } from '../../ledger/db.ts'
import { dueContacts, enterContacts, takeUntold } from '../../ledger/notify/contacts.ts'
import { insertMessage } from '../../ledger/notify/messages.ts'
import { nextRun } from '../../settings/recurrence.ts'
import { entryOf } from './entry.ts'

/** Milliseconds between two messages to a contact that is told at once. */
const apart = 60_000

export interface TellOptions {
  db: Db
  contacts: readonly ContactConfig[]
  /** Address of the console, without a slash at its end; undefined: messages have no links. */
  console: string | undefined
  now?: () => Date
}

/** Call it at the start and after a reload. */
export async function enterContactsOf({ db, contacts, now = () => new Date() }: TellOptions): Promise<void> {
  const rows = contacts.map(({ id, recurrence }) => ({
    id,
    recurrence: recurrence ? JSON.stringify(recurrence) : '',
    nextDue: recurrence ? nextRun(recurrence, now()) : now(),
  }))
  await enterContacts(db, rows)
}

/**
 * Any process may call it at any time, several at once. A missed or late run is one message for all that came.
 * @returns how many messages were written
 */
export async function tellContacts(options: TellOptions): Promise<number> {
  const { db, contacts, now = () => new Date() } = options
  if (contacts.length === 0) return 0
  const byId = new Map(contacts.map((contact) => [contact.id, contact]))
  let written = 0
  for (const id of await dueContacts(db, [...byId.keys()])) {
    if (await db.transaction().execute((tx) => tellOne(tx, byId.get(id)!, { ...options, now }))) written++
  }
  return written
}

async function tellOne(
  tx: Db,
  contact: ContactConfig,
  { console, now }: TellOptions & { now: () => Date },
): Promise<boolean> {
  const { id, channel, to, recurrence, zone } = contact
  const at = now()
  const message = uuid()
  const next = recurrence ? nextRun(recurrence, at) : new Date(at.getTime() + apart)
  const taken = await takeUntold(tx, id, message, next)
  const entries = taken?.leads.flatMap((lead) => entryOf(lead, contact, console) ?? []) ?? []
  if (!taken || entries.length === 0) return false
  const from = taken.toldAt?.toISOString()
  await insertMessage(tx, {
    ...{ id: message, channel, to, at, entries, kind: recurrence ? 'digest' : 'contact' },
    // The words are made when it is sent.
    ...{ subject: '', text: '', link: console && `${console}/leads` },
    period: { from, digest: recurrence !== undefined, zone },
  })
  return true
}
