import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ContactConfig } from '../../../src/config/contacts.ts'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { eraseLeads } from '../../../src/ledger/erasure/leads.ts'
import { storeRouted } from '../../../src/ledger/fan-out.ts'
import { enterChannels } from '../../../src/ledger/notify/channels.ts'
import type { Content } from '../../../src/ledger/notify-tables.ts'
import { enterContactsOf, tellContacts } from '../../../src/notify/contacts/tell.ts'
import { arrival, freshLedger, type TestLedger } from '../../ledger/rows.ts'

let ledger: TestLedger
beforeEach(async () => {
  ledger = await freshLedger(20)
  await enterChannels(ledger.db, [{ id: 'mail', type: 'smtp', settingsHash: 'h' }])
})
afterEach(() => ledger.close())

const hourly: ContactConfig = {
  ...{ id: 'contacts.sales', to: ['sales@contoso.com'], channel: 'mail', zone: 'UTC', include: [], tests: 'skip' },
  recurrence: { every: 1, unit: 'hour', at: 0, on: [], zone: 'UTC' },
  offers: ['*'],
}
const atOnce: ContactConfig = { ...hourly, id: 'contacts.now', recurrence: undefined }

async function routed(contacts: readonly string[], count = 1): Promise<string[]> {
  const arrived = Array.from({ length: count }, () => arrival())
  await storeArrivals(ledger.db, arrived)
  await storeRouted(
    ledger.db,
    arrived.map(({ id }) => ({
      ...{ leadId: id, state: 'unrouted', reason: '', configVersion: 'v', deliveries: [], contacts },
    })),
  )
  return arrived.map(({ id }) => id)
}

const options = (contacts: readonly ContactConfig[]) => ({ db: ledger.db, contacts, console: 'https://hub.example' })
/** The next run of every contact is now. */
const due = () => sql`update contacts set next_due = now()`.execute(ledger.db)

async function messages(): Promise<Content[]> {
  const rows = await ledger.db.selectFrom('messages').select('content').orderBy('id').execute()
  return rows.map(({ content }) => content)
}
const leadsIn = (content: Content) => content.entries?.map(({ lead }) => lead)

describe('a digest', () => {
  it('has the leads since the last one, each once, and is left out when none came', async () => {
    await enterContactsOf(options([hourly]))
    const first = await routed([hourly.id], 2)
    expect(await tellContacts(options([hourly]))).toBe(0)
    await due()
    expect(await tellContacts(options([hourly]))).toBe(1)
    await due()
    expect(await tellContacts(options([hourly]))).toBe(0)
    const second = await routed([hourly.id])
    await due()
    expect(await tellContacts(options([hourly]))).toBe(1)
    expect((await messages()).map(leadsIn)).toEqual([first, second])
    expect((await messages())[1]?.period?.from).toBeDefined()
  })

  it('keeps its due time over a restart, and has another with another recurrence', async () => {
    const dueAt = async () => (await ledger.db.selectFrom('contacts').select('next_due').executeTakeFirst())?.next_due
    await enterContactsOf(options([hourly]))
    await due()
    const before = await dueAt()
    await enterContactsOf(options([hourly]))
    expect(await dueAt()).toEqual(before)
    await enterContactsOf(options([{ ...hourly, recurrence: { ...hourly.recurrence!, every: 2 } }]))
    expect(await dueAt()).not.toEqual(before)
  })

  it('tells each lead once, while writers commit late or roll back and three workers tell', async () => {
    await enterContactsOf(options([hourly]))
    const committed: string[] = []
    let writing = true
    const write = async (n: number) => {
      for (let round = 0; round < 25; round++) {
        const arrived = [arrival(), arrival()]
        await storeArrivals(ledger.db, arrived)
        const rows = arrived.map(({ id }) => ({
          ...{ leadId: id, state: 'unrouted' as const, reason: '', configVersion: 'v', deliveries: [] },
          contacts: [hourly.id],
        }))
        const outcome = await ledger.db
          .transaction()
          .execute(async (tx) => {
            await storeRouted(tx, rows)
            // Some commit long after their statement, some never.
            if ((round + n) % 5 === 0) await pause(20)
            if ((round + n) % 7 === 0) throw new Error('rolled back')
            return 'committed'
          })
          .catch(() => 'rolled back')
        if (outcome === 'committed') committed.push(...arrived.map(({ id }) => id))
      }
    }
    const tell = async () => {
      while (writing) {
        await due()
        await tellContacts(options([hourly]))
      }
    }
    const telling = [1, 2, 3].map(tell)
    await Promise.all([1, 2, 3, 4].map(write))
    writing = false
    await Promise.all(telling)
    await due()
    await tellContacts(options([hourly]))
    const told = (await messages()).flatMap((content) => leadsIn(content) ?? [])
    expect(told.toSorted()).toEqual(committed.toSorted())
    expect((await messages()).length).toBeGreaterThan(1)
  })

  it('has no erased person, neither before it is written nor before it is sent', async () => {
    await enterContactsOf(options([hourly]))
    const [a, b, c] = await routed([hourly.id], 3)
    const erase = (id: string) => ledger.db.transaction().execute((tx) => eraseLeads(tx, [id]))
    await erase(a!)
    await due()
    await tellContacts(options([hourly]))
    expect((await messages()).map(leadsIn)).toEqual([[b, c]])
    await erase(b!)
    expect((await messages()).map(leadsIn)).toEqual([[c]])
  })
})

describe('a contact that is told at once', () => {
  it('has one message for the first lead, and one for all of the next minute', async () => {
    await enterContactsOf(options([atOnce]))
    const [first] = await routed([atOnce.id])
    expect(await tellContacts(options([atOnce]))).toBe(1)
    const more = await routed([atOnce.id], 500)
    expect(await tellContacts(options([atOnce]))).toBe(0)
    await due()
    expect(await tellContacts(options([atOnce]))).toBe(1)
    expect((await messages()).map(leadsIn)).toEqual([[first], more])
  })

  it('sees no personal data but what it asked for', async () => {
    const curious = { ...atOnce, include: ['person.name'] as const }
    await enterContactsOf(options([curious, hourly]))
    const [id] = await routed([curious.id, hourly.id])
    const row = await ledger.db.selectFrom('leads').select('lead').where('id', '=', id!).executeTakeFirstOrThrow()
    const { name, email } = row.lead!.person
    await due()
    await tellContacts(options([curious, hourly]))
    const [one, other] = (await messages()).toSorted((a, b) => Number(b.period?.digest) - Number(a.period?.digest))
    expect(JSON.stringify(one)).not.toContain(name)
    expect(JSON.stringify(other)).toContain(name)
    expect(JSON.stringify(other)).not.toContain(email)
  })
})

it('a contact that is not configured any more is told nothing', async () => {
  await enterContactsOf(options([hourly]))
  await routed([hourly.id, `contacts.${uuid().slice(0, 8)}`])
  await due()
  expect(await tellContacts(options([]))).toBe(0)
})
