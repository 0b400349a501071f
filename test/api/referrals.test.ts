import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../cli/folder.ts'
import { run } from '../cli/run.ts'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
  rig = await startRig({ destinations: { sales: {} } })
})
afterAll(async () => {
  await rig.close()
  await folder.remove()
})

const created = new Date(Date.now() - 2 * 3_600_000)
const us = created.toLocaleString('en-US', { timeZone: 'UTC' })

/** The shape of Analytics > Leads > Download: no address. */
const analytics = (...rows: string[]) =>
  [
    'Referral ID,Creation Date,PartnerID,Customer Country,Customer City,Customer Name,Lead Type,Lead Source,Call to action,Offer ID,Offer name',
    ...rows,
  ].join('\r\n')
/** The shape of the Referrals workspace, as a spreadsheet in Germany saves it. */
const workspace = (...rows: string[]) =>
  [
    '\uFEFFReferral ID;Created Date;Customer Name;Customer Country;Customer Contact First Name;Customer Contact Last Name;Customer Contact Phone number;Customer Contact Email Address;Notes;Offer name',
    ...rows,
  ].join('\r\n')

const compare = (csv: string, more: object = {}) => rig.ask('POST', '/api/reconciliations/referrals', { csv, ...more })

describe('a download of the Referrals workspace', () => {
  it('matches by address and offer, and names what is missing without naming a person', async () => {
    await rig.send('known@fabrikam.com', 'contoso.app', { offerTitle: 'Contoso App' })
    const csv = workspace(
      `w-1;"${us}";Fabrikam;DE;K;Nown;1;KNOWN@fabrikam.com;"hello; ""you""\nsecond line";Contoso App`,
      `w-2;"${us}";Lost Ltd;DE;L;Ost;'+49 30 1234567;lost@lost.com;=HYPERLINK("https://evil.example");Contoso App`,
    )
    const { status, body } = await compare(csv)
    expect(status).toBe(200)
    expect(body.totals).toMatchObject({ theirs: 2, matched: 1, missing: 1, unsure: 0, young: 0 })
    expect(body.items).toEqual([
      expect.objectContaining({ row: 2, result: 'missing', referral: 'w-2', email: null, company: null }),
    ])
    expect(JSON.stringify(body)).not.toContain('lost')
    const shown = (await compare(csv, { reveal: true })).body.items[0]
    expect([shown.email, shown.company]).toEqual(['lost@lost.com', 'Lost Ltd'])
  })

  it('is taken in where it is missing, once, as a lead that Microsoft made then', async () => {
    const csv = workspace(`w-3;"${us}";Regained Ltd;DE;Re;Gained;+49 30 7654321;re@gained.com;=1+1;Contoso App`)
    const first = (await compare(csv, { import: { source: 'web', keepOnly: true } })).body
    expect(first.imported).toMatchObject({ rows: 1, suppressed: 1, repeats: 0 })
    const again = (await compare(csv, { import: { source: 'web', keepOnly: true } })).body
    expect([again.totals.matched, again.totals.missing, again.imported.rows]).toEqual([1, 0, 0])
    const [{ id } = { id: '' }] = (await rig.ask('POST', '/api/leads/searches', { email: 're@gained.com' })).body.items
    const { lead } = (await rig.get(`/api/leads/${id}`)).body
    expect(lead).toMatchObject({
      person: { firstName: 'Re', lastName: 'Gained', company: 'Regained Ltd', phone: { e164: '+49307654321' } },
      offer: { title: 'Contoso App' },
      campaign: { recovered: 'referrals', referral: 'w-3' },
    })
    expect(Math.abs(Date.parse(lead.sent) - created.getTime())).toBeLessThan(1_000)
  })
})

describe('a download that lists a lead several times', () => {
  const header =
    'Referral ID,Creation Date,Updated Date,Customer Name,Offer name,Status,Customer Email,Call to action,Lead Source'
  const row = (id: string, changed: string, company: string) =>
    `${id},${created.toISOString()},${changed},${company},Contoso App,New,${id}@often.com,Contact me,Appsource`
  const [early, late] = [1, 0.5].map((hours) => new Date(Date.now() - hours * 3_600_000).toISOString())

  it('has it taken in once, as the row that was changed last tells it, and found by its id afterwards', async () => {
    const csv = [
      header,
      row('often-1', '', 'Old AG'),
      row('often-1', `${late}`, 'New AG'),
      row('often-1', `${early}`, 'Middle AG'),
      row('often-2', '', 'Other AG'),
    ].join('\n')
    const taken = await compare(csv, { import: { source: 'web', keepOnly: true } })
    expect(taken.status).toBe(200)
    expect(taken.body).toMatchObject({ rows: 4, repeats: 2, totals: { theirs: 2, missing: 2 }, imported: { rows: 2 } })
    const { items } = (await rig.ask('POST', '/api/leads/searches', { email: 'often-1@often.com' })).body
    expect(items).toHaveLength(1)
    expect((await rig.get(`/api/leads/${items[0].id}`)).body.lead.person.company).toBe('New AG')
    const again = (await compare(csv, { import: { source: 'web', keepOnly: true } })).body
    expect(again).toMatchObject({ repeats: 2, totals: { theirs: 2, matched: 2, missing: 0 }, imported: { rows: 0 } })
  })

  it('matches a lead that is here once', async () => {
    await rig.send('often-3@often.com', 'contoso.app', { offerTitle: 'Contoso App' })
    const { body } = await compare([header, row('often-3', '', 'A'), row('often-3', '', 'A')].join('\n'))
    expect(body).toMatchObject({ repeats: 1, totals: { theirs: 1, matched: 1, missing: 0 } })
  })
})

describe('a download of the analytics', () => {
  it('matches by company, country and offer; other kinds of leads do not count', async () => {
    const lead = await rig.send('ann@tailspin.com', 'contoso.app', {
      userDetails: { email: 'ann@tailspin.com', lastName: 'Ann', company: 'Tailspin Toys GmbH', country: 'Germany' },
    })
    await rig.until(lead, 'sales', 'delivered')
    // The day before, whose noon is over an hour ago at any time of the day.
    const day = new Date(Date.now() - 26 * 3_600_000).toISOString().slice(0, 10)
    const csv = analytics(
      `a-1,${day},1,DE,Bonn,TAILSPIN TOYS,offer lead,Azure Marketplace,Get it now,contoso.app,Contoso App`,
      `a-2,${day},1,DE,Bonn,Nobody Inc,Qualified lead,,,contoso.app,Contoso App`,
      `a-3,${day},1,FR,Paris,Wingtip,offer lead,Appsource,Contact me,contoso.app,Contoso App`,
      ',,,,,,,,,,',
      `a-4,no date,1,FR,Paris,Wingtip,offer lead,Appsource,Contact me,contoso.app,Contoso App`,
    )
    const { body } = await compare(csv)
    expect(body).toMatchObject({ otherTypes: 1, unreadable: [4], partial: false })
    expect(body.totals).toMatchObject({ theirs: 2, matched: 1, missing: 1 })
  })
})

describe('a file that is no download', () => {
  it.for([
    ['', 400],
    ['\uFEFF', 422],
    ['\u0000\u0001\u0002', 422],
    ['Name,City\nA,B', 422],
    ['Referral ID,Creation Date,E-mail,Offer name\n"never closed', 422],
    [`Referral ID,Creation Date,E-mail,Offer name\nr,${'x'.repeat(5 * 1024 * 1024)},a,b`, 422],
  ] as const)('is refused, and told why: %#', async ([csv, status]) => {
    const refused = await compare(csv)
    expect(refused.status).toBe(status)
    expect(refused.body.detail).not.toMatch(/never closed"|undefined/)
  })

  it('may have a header alone, thousands of rows, or cells that are no text of a person', async () => {
    expect((await compare('')).body.detail).toContain('the file is empty')
    expect((await compare(analytics())).body).toMatchObject({ rows: 0, from: null, totals: { theirs: 0 } })
    const rows = Array.from(
      { length: 6_000 },
      (_, at) => `h-${at},${us.replace(',', '')},,DE,,Huge ${at},offer lead,,,contoso.app,x`,
    )
    const huge = (await compare(analytics(...rows))).body
    expect([huge.rows, huge.partial, huge.totals.missing]).toEqual([6_000, true, 6_000])
    const odd = (
      await compare(
        analytics(`'=cmd|x,${us.replace(',', '')},,__proto__,,"=HYPERLINK(""x"")",offer lead,,,constructor.y,`),
      )
    ).body
    expect(odd.totals.missing).toBe(1)
  })

  it('of a viewer, or into a source that is none, is refused', async () => {
    const asViewer = { authorization: `Bearer ${tokens.viewer}` }
    expect((await rig.ask('POST', '/api/reconciliations/referrals', { csv: 'a' }, asViewer)).status).toBe(403)
    expect((await compare(analytics(), { import: { source: 'none' } })).status).toBe(422)
    expect((await compare(analytics(), { source: ['none'] })).status).toBe(422)
  })
})

describe('leadyard reconcile', () => {
  const cli = async (csv: string | Buffer, ...args: string[]) => {
    const file = path.join(folder.path, 'referrals.csv')
    await writeFile(file, csv)
    return run(['reconcile', file, ...args], { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator })
  }
  const missing = workspace(`c-1;"${us}";Cli Ltd;DE;C;Li;1;cli@cli.com;;Contoso App`)

  it('ends with 1 while leads are missing, and with 0 when they are taken in', async () => {
    const first = await cli(missing)
    expect([first.code, first.out]).toEqual([1, expect.stringContaining('0 matched, 1 missing here')])
    expect(first.out).not.toContain('cli@cli.com')
    expect((await cli(missing, '--reveal')).out).toContain('cli@cli.com')
    const taken = await cli(missing, '--import', '--source', 'web', '--keep-only', '--yes')
    expect([taken.code, taken.out]).toEqual([0, expect.stringContaining('1 new lead kept without delivery')])
    expect((await cli(missing)).code).toBe(0)
  })

  it.for([
    ['a file of no bytes', '', 'is empty'],
    ['a header alone', analytics(), 'Nothing was compared'],
    [
      'rows that are no leads of an offer',
      analytics(`q,${us.replace(',', '')},1,DE,B,Q Inc,Qualified lead,,,a.b,A`),
      'Nothing',
    ],
    [
      'dates that are none',
      analytics('q,yesterday,1,DE,B,Q Inc,offer lead,,,a.b,A'),
      'Without a date or a person: row 1',
    ],
    ['a file without a date', 'Name,City\nA,B', 'a date (Creation Date)'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'is no text'],
    ['a workbook', Buffer.from('504b03041400060008000000', 'hex'), 'is a workbook'],
    ['bytes that are no UTF-8', Buffer.from('Name;M\xfcller\n', 'latin1'), 'windows-1252'],
  ] as const)('ends with 65 for %s', async ([, file, words]) => {
    const { code, out, err } = await cli(file)
    expect([code, out + err]).toEqual([65, expect.stringContaining(words)])
  })

  it.for([
    ['the delimiter in its first line', (text: string) => `sep=;\r\n${text.replace('\uFEFF', '')}`],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text.replace('\uFEFF', ''), 'utf16le')],
    ['UTF-16 without a mark, the high byte first', (text: string) => Buffer.from(text.slice(1), 'utf16le').swap16()],
  ] as const)('reads a file with %s', async ([, as]) => {
    const { code, json } = await cli(
      as(workspace(`u-1;"${us}";Ütf;DE;C;Li;1;utf@cli.com;;Contoso App`)),
      '--json',
      '--reveal',
    )
    expect([code, json().items]).toEqual([1, [expect.objectContaining({ company: 'Ütf', email: 'utf@cli.com' })]])
  })

  it('tells repeated rows', async () => {
    const row = `r-1;"${us}";Again;DE;C;Li;1;again@cli.com;;Contoso App`
    expect((await cli(workspace(row, row))).out).toContain('1 row left out: another row tells the same lead')
  })

  it('takes columns with names of their own', async () => {
    const csv = `Wann,Produkt,Adresse\n${created.toISOString()},Contoso App,own@names.com\n`
    const map = ['--map', 'created=Wann', '--map', 'offerTitle=Produkt', '--map', 'email=Adresse']
    const { code, json } = await cli(csv, ...map, '--json')
    expect([code, json().totals.missing]).toEqual([1, 1])
  })

  it.for([
    [['--import'], '--source'],
    [['--source', 'web'], '--import'],
    [['--map', 'nonsense'], 'meanings'],
    [['--hours', 'many'], '--hours'],
  ] as const)('refuses %j', async ([args, word]) => {
    const { code, err } = await cli(missing, ...args)
    expect([code, err]).toEqual([2, expect.stringContaining(word)])
  })
})
