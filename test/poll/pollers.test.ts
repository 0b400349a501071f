import { AzureNamedKeyCredential, generateAccountSas } from '@azure/data-tables'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storePage, takePoll } from '../../src/ledger/polls.ts'
import { tableXmlError } from '../far-ends/azure-proxy.ts'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig } from './rig.ts'
import { documented, row, startTable } from './table.ts'

let rig: Rig
beforeEach(async () => void (rig = await startRig()))
afterEach(() => rig.close())

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `n${String(from + n).padStart(3, '0')}@contoso.com`)
const sorted = async () => (await rig.emails()).sort()
/** Reads until a whole scan has begun and ended after this moment. */
async function scans(times = 1): Promise<void> {
  for (let n = 0; n < times; n++) {
    const { succeeded_at: before } = await rig.poll()
    await rig.due()
    await eventually(async () => expect((await rig.poll()).succeeded_at).not.toEqual(before), { what: 'a scan' })
  }
}

describe('a row', () => {
  it('of Microsoft’s becomes a lead by its columns, and is stored unchanged', async () => {
    await rig.table.write(documented)
    await rig.hub()
    const kept = await eventually(() => rig.ledger.db.selectFrom('leads').selectAll().executeTakeFirstOrThrow())
    expect(kept).toMatchObject({
      source: 'table',
      state: 'received',
      test: true,
      offer: 'contoso.router-pro',
      content_type: 'application/json',
      config_version: 'v1',
      lead: {
        id: kept.id,
        sent: '2018-09-28T18:24:18.711Z',
        action: { code: 'INS' },
        offer: { id: 'contoso.router-pro', title: 'Contoso Router Pro' },
        person: { phone: { raw: '1234567890' }, country: { alpha2: 'US' } },
        source: { endpoint: 'table', code: 'AzureMarketplace' },
      },
    })
    const { partitionKey, rowKey, ...columns } = documented
    expect(JSON.parse(kept.raw.toString())).toEqual({
      ...columns,
      PartitionKey: partitionKey,
      RowKey: rowKey,
      Timestamp: expect.stringMatching(/^20\d\d-.*Z$/),
    })
    expect([rig.jobs, rig.counted]).toEqual([[[kept.id]], ['table received']])
  })

  it('tells the time of the lead', async () => {
    await rig.table.write(row('a@contoso.com', { CreatedTime: '9/28/2018 6:24:20 PM' }))
    await rig.hub()
    const { lead } = await eventually(() => rig.ledger.db.selectFrom('leads').select('lead').executeTakeFirstOrThrow())
    expect(lead?.sent).toBe('2018-09-28T18:24:20.000Z')
  })

  it('without a lead is stored for the operator', async () => {
    await rig.table.write({ partitionKey: 'p', rowKey: 'r', Colour: 'blue', Size: 12 })
    await rig.hub()
    const kept = await eventually(() => rig.ledger.db.selectFrom('leads').selectAll().executeTakeFirstOrThrow())
    expect([kept.state, kept.lead, kept.reason]).toEqual([
      'unreadable',
      null,
      expect.stringContaining('none of the columns'),
    ])
    expect(JSON.parse(kept.raw.toString())).toMatchObject({ Colour: 'blue', Size: 12 })
    expect([rig.jobs, rig.counted]).toEqual([[], ['table unreadable']])
  })

  it('is taken once, however often it is read', async () => {
    await rig.table.write(row('a@contoso.com'), row('b@contoso.com'))
    await rig.hub()
    await eventually(async () => expect(await sorted()).toHaveLength(2))
    await scans(3)
    expect(await sorted()).toEqual(['a@contoso.com', 'b@contoso.com'])
  })

  it('that is changed later is not a new lead, long after the overlap', async () => {
    const old = row('a@contoso.com')
    await rig.table.write(old)
    await rig.hub({ overlap: '1ms' })
    await eventually(async () => expect(await sorted()).toHaveLength(1))
    await rig.table.client.updateEntity({ ...old, Description: 'called' }, 'Merge')
    await rig.table.write(row('b@contoso.com'))
    await eventually(async () => expect(await sorted()).toContain('b@contoso.com'))
    await scans()
    expect(await sorted()).toEqual(['a@contoso.com', 'b@contoso.com'])
  })

  it('with the same content as another row is a new lead', async () => {
    await rig.table.write(row('a@contoso.com'), row('a@contoso.com'))
    await rig.hub()
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com', 'a@contoso.com']))
  })

  it('that is written later is found, whatever its keys', async () => {
    await rig.hub()
    await rig.table.write(row('a@contoso.com', { rowKey: 'z' }))
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com']))
    await rig.table.write(row('b@contoso.com', { rowKey: 'a' }))
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com', 'b@contoso.com']))
  })

  it('written before `from` is not read', async () => {
    await rig.table.write(row('old@contoso.com'))
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    const pollers = await rig.hub({ from: tomorrow })
    await eventually(async () => expect((await rig.poll()).succeeded_at).toBeTruthy())
    expect(await sorted()).toEqual([])
    await rig.reload(pollers, { from: '2020-01-01' })
    await eventually(async () => expect(await sorted()).toEqual(['old@contoso.com']))
  })
})

describe('a scan', () => {
  it('reads page by page to the last row', async () => {
    await rig.table.write(...numbered(1, 25).map((email) => row(email)))
    await rig.hub({}, { pageSize: 4 })
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 25)))
    expect(rig.jobs.flat()).toHaveLength(25)
    expect(rig.table.pagesAsked()).toBeGreaterThanOrEqual(7)
    const { watermark, scan_after } = await eventually(async () => {
      const poll = await rig.poll()
      expect(poll.watermark).toBeTruthy()
      return poll
    })
    expect([scan_after, watermark]).toEqual(['', expect.any(Date)])
  })

  it('does not move the watermark before its end', async () => {
    await rig.table.write(...numbered(1, 9).map((email) => row(email)))
    const pollers = await rig.hub({}, { pageSize: 2, pages: 1, queue: { leads: () => pollers.close() } })
    await eventually(async () => expect(await sorted()).not.toHaveLength(0))
    await pollers.close()
    const { watermark, scan_after, scan_newest, scan_began, lease } = await rig.poll()
    expect([watermark, lease]).toEqual([null, null])
    expect([scan_after, scan_newest, scan_began]).toEqual([
      expect.stringMatching(/./),
      expect.any(Date),
      expect.any(Date),
    ])
  })

  it('that was interrupted continues at the same place, and takes no row twice', async () => {
    await rig.table.write(...numbered(1, 20).map((email) => row(email)))
    // A killed hub releases nothing, so its lease must expire.
    const dead = await takeFirstPage(3)
    expect(await sorted()).toHaveLength(3)
    await rig.hub({}, { pageSize: 3 })
    expect(await sorted()).toHaveLength(3)
    await sql`update polls set lease_until = now()`.execute(rig.ledger.db)
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 20)))
    expect(rig.jobs.flat()).toHaveLength(17)
    expect(await dead.again()).toBeUndefined()
    expect(await sorted()).toHaveLength(20)
  })

  it('that was interrupted before its page was stored reads that page again', async () => {
    await rig.table.write(...numbered(1, 6).map((email) => row(email)))
    rig.table.proxy.misbehave('hang')
    const first = await rig.hub({}, { pageSize: 2 })
    await eventually(() => expect(rig.table.pagesAsked()).toBeGreaterThan(0))
    await first.close()
    rig.table.proxy.calm()
    expect([(await rig.poll()).lease, (await rig.poll()).failures]).toEqual([null, 0])
    await rig.hub({}, { pageSize: 2 })
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 6)))
  })

  it('whose continuation token is no longer valid begins again', async () => {
    await rig.table.write(...numbered(1, 8).map((email) => row(email)))
    await takeFirstPage(2)
    await rig.due()
    rig.table.proxy.answer({ status: 400 }, ({ url }) => url?.includes('NextRowKey') ?? false)
    await rig.hub({}, { pageSize: 100 })
    await eventually(async () => expect((await rig.poll()).failures).toBe(1))
    await rig.due()
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 8)))
  })

  it('sets the watermark only to rows that were written before it began', async () => {
    const first = await rig.hub()
    await first.close()
    const began = new Date(Date.now() - 3_600_000)
    await rig.table.write(row('a@contoso.com'))
    await sql`update polls set scan_began = ${began}, watermark = null`.execute(rig.ledger.db)
    await rig.hub()
    await eventually(async () => expect((await rig.poll()).watermark).toEqual(began))
  })

  it('starts before the newest row by the overlap', async () => {
    await rig.table.write(row('a@contoso.com'))
    await rig.hub({ overlap: '5m' })
    await eventually(async () => expect((await rig.poll()).watermark).toBeTruthy())
    const { watermark } = await rig.poll()
    await scans()
    const asked = new URL(rig.table.proxy.requests.at(-1)?.url ?? '', 'http://table').searchParams.get('$filter')
    expect(asked).toBe(`Timestamp ge datetime'${new Date((watermark?.getTime() ?? 0) - 300_000).toISOString()}'`)
  })

  /** A hub that stores one page and then pauses; `again` is the page that it stores when it continues. */
  async function takeFirstPage(size: number) {
    const first = await rig.hub({}, { pageSize: size, pages: 1, queue: { leads: () => first.close() } })
    await eventually(async () => expect((await rig.poll()).scan_after).not.toBe(''))
    await first.close()
    const leaseId = '00000000-0000-4000-8000-000000000001'
    const { place } = await rig.poll()
    expect(await takePoll(rig.ledger.db, 'table', place, leaseId)).toBeDefined()
    const page = { source: 'table', leaseId, rows: [], next: 'x', newest: undefined }
    return { again: () => storePage(rig.ledger.db, { ...page, at: new Date(), every: 1 }) }
  }
})

describe('hubs', () => {
  it('that read at once take each row only once', async () => {
    await rig.table.write(...numbered(1, 30).map((email) => row(email)))
    await Promise.all([1, 2, 3].map(() => rig.hub({}, { pageSize: 3, pages: 2 })))
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 30)))
    await rig.table.write(...numbered(31, 40).map((email) => row(email)))
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 40)))
    expect(new Set(rig.jobs.flat()).size).toBe(40)
    expect(rig.jobs.flat()).toHaveLength(40)
  })

  it('that were all off for a month take the rows since then, and none twice', async () => {
    await rig.table.write(...numbered(1, 5).map((email) => row(email)))
    const first = await rig.hub()
    await eventually(async () => expect((await rig.poll()).watermark).toBeTruthy())
    await first.close()
    await sql`update polls set watermark = watermark - interval '30 days', due_at = due_at - interval '30 days'`.execute(
      rig.ledger.db,
    )
    await sql`update fingerprints set seen_at = seen_at - interval '30 days'`.execute(rig.ledger.db)
    await sql`delete from fingerprints`.execute(rig.ledger.db)
    await rig.table.write(row('n006@contoso.com'))
    await rig.hub()
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 6)))
    await scans()
    expect(await sorted()).toEqual(numbered(1, 6))
  })

  it('need only a SAS with the permission to read', async () => {
    await rig.table.write(row('a@contoso.com'))
    const [, name = '', key = ''] = /AccountName=([^;]+);AccountKey=([^;]+)/.exec(rig.table.connectionString) ?? []
    const [, endpoint = ''] = /TableEndpoint=([^;]+)/.exec(rig.table.connectionString) ?? []
    const sas = generateAccountSas(new AzureNamedKeyCredential(name, key), {
      permissions: { query: true },
      resourceTypes: 'co',
      services: { table: true },
    })
    await rig.hub({ connectionString: undefined, sasUrl: `${endpoint}?${sas}` })
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com']))
  })

  it('that cannot reach the queue leave the leads to the reconciler', async () => {
    await rig.table.write(row('a@contoso.com'))
    await rig.hub({}, { queue: { leads: () => Promise.reject(new Error('no queue')) } })
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com']))
    await scans()
    expect(await rig.ledger.db.selectFrom('leads').select('state').execute()).toEqual([{ state: 'received' }])
  })

  it('that point a source to another table read the table from its beginning', async () => {
    await rig.table.write(row('a@contoso.com'))
    const pollers = await rig.hub()
    await eventually(async () => expect((await rig.poll()).watermark).toBeTruthy())
    const other = await startTable()
    await other.close()
    await other.client.createEntity(row('b@contoso.com'))
    await sql`update polls set watermark = watermark + interval '1 day'`.execute(rig.ledger.db)
    await rig.reload(pollers, { table: other.table })
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com', 'b@contoso.com']))
  })
})

describe('a failure', () => {
  const wrongKey = () => ({
    connectionString: rig.table.connectionString.replace('AccountKey=Eby8', 'AccountKey=AAAA'),
  })

  it('is logged once and stored with its problem, until it is fixed', async () => {
    const pollers = await rig.hub(wrongKey())
    const poll = await eventually(async () => {
      const found = await rig.poll()
      expect(found.failures).toBe(1)
      return found
    })
    expect(poll).toMatchObject({ class: 'configuration', status: 403, succeeded_at: null })
    expect(poll.problem).toMatch(/^azure-table-/)
    await rig.due()
    await eventually(async () => expect((await rig.poll()).failures).toBe(2))
    const told = () => rig.log.filter(({ msg }) => msg.includes('table'))
    expect(told()).toEqual([
      {
        msg: 'a table cannot be read; it is tried again',
        source: 'table',
        ...{ class: 'configuration', code: poll.code, status: 403, problem: poll.problem },
      },
    ])
    await rig.table.write(row('a@contoso.com'))
    await rig.reload(pollers, {})
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com']))
    expect(await rig.poll()).toMatchObject({ failures: 0, class: '', code: '', status: null, problem: '', message: '' })
    expect(told().map(({ msg }) => msg)).toEqual(['a table cannot be read; it is tried again', 'a table is read again'])
  })

  it('of the service passes, and reading continues', async () => {
    await rig.table.write(row('a@contoso.com'))
    rig.table.proxy.answer({ status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } })
    await rig.hub()
    await eventually(async () => expect((await rig.poll()).class).toBe('transient'))
    rig.table.proxy.calm()
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com']))
  })

  it('has the message that the table does not exist', async () => {
    await rig.table.client.deleteTable()
    await rig.hub()
    await eventually(async () => expect((await rig.poll()).message).toContain('Microsoft makes MarketplaceLeads'))
  })

  it('of the key during a scan keeps the place', async () => {
    await rig.table.write(...numbered(1, 6).map((email) => row(email)))
    rig.table.proxy.answer(
      tableXmlError(403, 'AuthenticationFailed', 'No.'),
      ({ url }) => url?.includes('NextRowKey') ?? false,
    )
    await rig.hub({}, { pageSize: 2 })
    await eventually(async () => expect((await rig.poll()).failures).toBe(1))
    expect([(await sorted()).length, (await rig.poll()).scan_after]).toEqual([2, expect.stringMatching(/./)])
    rig.table.proxy.calm()
    await rig.due()
    await eventually(async () => expect(await sorted()).toEqual(numbered(1, 6)))
  })

  it('by an unreadable answer loses no row', async () => {
    await rig.table.write(row('a@contoso.com'))
    rig.table.proxy.misbehave('garbage')
    await rig.hub()
    await eventually(async () => expect((await rig.poll()).class).toBe('transient'))
    rig.table.proxy.calm()
    await eventually(async () => expect(await sorted()).toEqual(['a@contoso.com']))
  })
})
