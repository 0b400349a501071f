import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accept } from '../../src/ingest/accept.ts'
import { timeOf } from '../../src/lead/id.ts'
import { indexed } from '../../src/lead/indexed.ts'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { storeRead } from '../../src/ledger/reroute.ts'
import { marketplaceRead } from '../../src/reading/marketplace.ts'
import { type Read, unreadable } from '../../src/reading/read.ts'
import { freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const marketplace = marketplaceRead()
const nothing: Read = () => unreadable('none')
let sent = 0

/** Posts of the same body. */
function posting() {
  const raw = Buffer.from(JSON.stringify({ userDetails: { email: `ann${sent++}@contoso.com` } }))
  return async (read: Read) => {
    const id = uuid()
    const about = { source: 'web', raw, contentType: '', offer: 'contoso.app', senderKey: undefined }
    const posted = { ...about, id, receivedAt: timeOf(id), configVersion: 'v1' }
    const [stored] = await storeArrivals(ledger.db, [accept(posted, read).arrived])
    return stored!
  }
}

/** Does the same as `reroute` after the source reads bodies differently. */
async function readAgain(id: string): Promise<string[]> {
  const { raw, source, received_at: received } = await row(id)
  const reading = marketplace(raw, { id, received, endpoint: source, offer: 'contoso.app' })
  if (!('lead' in reading)) throw new Error('no lead in it')
  const { raw: _raw, ...lead } = reading.lead
  return storeRead(ledger.db, [{ id, lead, ...indexed(reading.lead), test: false }])
}

const row = (id: string) => ledger.db.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('an unreadable body that can be read now', () => {
  it('is recognised as a lead when its sender posts it again', async () => {
    const post = posting()
    const { id } = await post(nothing)
    expect(await readAgain(id)).toEqual([id])
    expect(await post(marketplace)).toEqual({ id, duplicateOf: id })
  })

  it('makes no second lead if its sender posted it again meanwhile, and names the other lead', async () => {
    const post = posting()
    const [first, again] = [await post(nothing), await post(marketplace)]
    expect(again.duplicateOf).toBeUndefined()
    expect(await readAgain(first.id)).toEqual([])
    expect(await row(first.id)).toMatchObject({
      state: 'unreadable',
      lead: null,
      reason: expect.stringContaining(again.id),
    })
  })

  it('makes a lead if only another sender posted the same body', async () => {
    const { id } = await posting()(nothing)
    await posting()(marketplace)
    expect(await readAgain(id)).toEqual([id])
  })
})
