import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvColumns } from '../../src/api/csv-columns.ts'
import { exportedLeadShape } from '../../src/api/shapes/export.ts'
import { pagesOfExport } from '../../src/ledger/reads/export.ts'
import { type Rig, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
let ann: string

beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {}, table: {} } })
  ann = await rig.send('ann@contoso.com')
  await rig.send('bob@contoso.com', 'none.such')
  await rig.until(ann, 'sales', 'delivered')
  await rig.until(ann, 'table', 'delivered')
})
afterAll(() => rig.close())

const operator = { authorization: `Bearer ${tokens.operator}` }
const get = (query: string, headers: Record<string, string> = operator) =>
  fetch(`${rig.hub.url}/api/exports?${query}`, { headers })

const bodyOf = async (query: string) => (await get(query)).text()

describe('an export as NDJSON', () => {
  it('has one lead per line, oldest first, with its state and receipts', async () => {
    const reply = await get('format=ndjson')
    expect(reply.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename="leads.ndjson"')
    const lines = (await reply.text()).trimEnd().split('\n')
    const leads = lines.map((line) => exportedLeadShape.strict().parse(JSON.parse(line)))
    expect(leads).toMatchObject([
      {
        id: ann,
        state: 'routed',
        lead: { person: { email: 'ann@contoso.com' } },
        deliveries: [
          { destination: 'sales', state: 'delivered', receipt: { outcome: 'created', reference: /^r-/ } },
          { destination: 'table', state: 'delivered' },
        ].map((one) => ({ ...one, receipt: expect.objectContaining({ outcome: 'created' }) })),
      },
      { state: 'unrouted', reason: 'no route matches', deliveries: [] },
    ])
  })

  it('takes the filter of the lists, with an e-mail address in a body', async () => {
    expect((await bodyOf('format=ndjson&state=unrouted')).trimEnd().split('\n')).toHaveLength(1)
    expect(await bodyOf('format=ndjson&to=2001-01-01T00:00:00Z')).toBe('')
    const reply = await fetch(`${rig.hub.url}/api/exports`, {
      method: 'POST',
      headers: { ...operator, 'content-type': 'application/json' },
      body: JSON.stringify({ format: 'ndjson', email: 'ANN@contoso.com' }),
    })
    expect(JSON.parse(await reply.text()).id).toBe(ann)
  })
})

describe('an export as CSV', () => {
  it('has the columns of the Referrals workspace, then the hub’s own columns, and ends lines with CR LF', async () => {
    const [header, first, ...rest] = (await bodyOf('')).split('\r\n')
    expect(header).toBe(csvColumns.map(({ title }) => title).join(','))
    expect(header).toMatch(/^Customer Name,Customer Country,Customer Contact First Name,.*Lead ID,.*,Deliveries$/)
    expect(first).toMatch(/^Fabrikam,,,One,,ann@contoso\.com,/)
    expect(first).toMatch(/,no,web,routed,,sales:delivered:r-\S+ table:delivered:r-\S+$/)
    expect(rest).toHaveLength(2)
  })

  it('begins with a byte order mark only on request', async () => {
    const bytes = async (query: string) => Buffer.from(await (await get(query)).arrayBuffer()).subarray(0, 3)
    expect(await bytes('bom=true')).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect((await bytes('')).toString()).toBe('Cus')
  })

  it('holds no cell that a spreadsheet would run as a formula', async () => {
    const evil = ['=HYPERLINK("http://x","y")', '+49 30 1', '-1+1', '@SUM(1)', 'quote " and, comma\nline']
    for (const company of evil) {
      await rig.send('evil@contoso.com', 'none.evil', {
        userDetails: { email: 'evil@contoso.com', company, phone: company },
      })
    }
    const text = await bodyOf('offer=none.evil')
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
    expect(text).toContain("\r\n'+49 30 1,")
    expect(text).toContain("\r\n'-1+1,")
    expect(text).toContain("\r\n'@SUM(1),")
    expect(text).toContain('\r\n"quote "" and, comma\nline",')
    expect(text).not.toMatch(/(^|,|\n)"?[=+\-@]/)
  })
})

describe('an export', () => {
  it('is for operators, and stands in the audit without the person asked for', async () => {
    const reply = await get('', { authorization: `Bearer ${tokens.viewer}` })
    expect([reply.status, (await reply.json()) as object]).toMatchObject([403, { title: 'Forbidden' }])
    await bodyOf('email=ann@contoso.com&format=ndjson')
    const { body } = await rig.get('/api/audit?limit=1')
    expect(body.items[0]).toMatchObject({
      actor: 'anna',
      action: 'export',
      subject: 'leads',
      detail: { email: 'given' },
    })
  })

  it('refuses unknown parameters', async () => {
    expect((await get('format=xlsx')).status).toBe(400)
    expect((await get('destination=sales')).status).toBe(400)
  })

  it('answers a failure before the first line with a status', async () => {
    await sql`alter table leads rename to leads_away`.execute(rig.ledger.db)
    try {
      const reply = await get('format=ndjson')
      expect(reply.status).toBe(500)
      expect(reply.headers.get('content-type')).toContain('problem+json')
    } finally {
      await sql`alter table leads_away rename to leads`.execute(rig.ledger.db)
    }
  })

  it('leaves erased leads out unless they are asked for', async () => {
    const [one] = await seed(rig.ledger.db, [{ destination: 'sales', state: 'cancelled', offer: 'erased.one' }])
    await sql`update leads set state = 'erased', lead = null where id = ${one?.lead}`.execute(rig.ledger.db)
    expect(await bodyOf('format=ndjson&offer=erased.one')).toBe('')
    expect(await bodyOf('format=ndjson&offer=erased.one&state=erased')).toContain(one?.lead)
  })

  it('reads a page only after the previous page is sent, and each lead once', async () => {
    await seed(rig.ledger.db, Array(25).fill({ destination: 'sales', state: 'delivered', offer: 'many.leads' }))
    const pages = pagesOfExport(rig.ledger.db, { offer: 'many.leads' }, { leads: 10 })
    const sizes: number[] = []
    const ids = new Set<string>()
    for await (const page of pages) {
      sizes.push(page.length)
      for (const { id } of page) ids.add(id)
    }
    expect([sizes, ids.size]).toEqual([[10, 10, 5], 25])
  })

  it('reads smaller pages of large leads, all of them in order', async () => {
    const seeded = await seed(
      rig.ledger.db,
      Array(30).fill({ destination: 'sales', state: 'delivered', offer: 'large.leads' }),
    )
    const large = seeded.slice(5, 20).map(({ lead }) => lead)
    await sql`
      update leads set raw = convert_to(repeat('x', 100000), 'UTF8') where id = any(${large}::uuid[])`.execute(
      rig.ledger.db,
    )
    const whole = seeded[29]?.lead
    await sql`update leads set raw = convert_to(repeat('x', 900000), 'UTF8') where id = ${whole}`.execute(rig.ledger.db)
    const sizes: number[] = []
    const ids: string[] = []
    for await (const page of pagesOfExport(rig.ledger.db, { offer: 'large.leads' }, { leads: 10, bytes: 500_000 })) {
      sizes.push(page.length)
      ids.push(...page.map(({ id }) => id))
    }
    expect(ids).toEqual(seeded.map(({ lead }) => lead))
    expect([sizes.every((one) => one <= 10), sizes.reduce((a, b) => a + b)]).toEqual([true, 30])
    // Five small and five large leads; ten large leads in two pages; the rest, whose last lead is larger than a page.
    expect(sizes).toEqual([10, 5, 5, 10])
  })
})
