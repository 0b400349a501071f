import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { temporaryFolder } from './folder.ts'
import { run } from './run.ts'

let rig: Rig
let other: Rig
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[rig, other] = await Promise.all([
    startRig({ destinations: { sales: {} } }),
    startRig({ destinations: { sales: {} } }),
  ])
})
afterAll(async () => {
  await Promise.all([rig.close(), other.close()])
  await folder.remove()
})

const at = (name: string) => path.join(folder.path, name)
const envOf = ({ hub }: Rig) => ({ LEADYARD_URL: hub.url, LEADYARD_TOKEN: tokens.operator })

async function written(name: string, text: string | Buffer): Promise<string> {
  await writeFile(at(name), text)
  return at(name)
}

const imported = (file: string, ...args: string[]) =>
  run(['import', file, '--source', 'web', '--json', ...args], envOf(rig))

async function leadsOf(
  one: Rig,
  filter: object,
): Promise<{ id: string; email: string; state: string; name: string }[]> {
  return (await one.ask('POST', '/api/leads/searches', { limit: 500, ...filter })).body.items
}

const detail = async (one: Rig, id: string) => (await one.get(`/api/leads/${id}?raw=true`)).body

describe('import', () => {
  it('reads a spreadsheet’s CSV: semicolons, a byte order mark, line breaks in cells, many spellings of names', async () => {
    const file = await written(
      'sheet.csv',
      '\uFEFFVorname;Last name;E-Mail Address;"Company\nName";Phone-Number;Country;Notes;Shoe size;utm_source\r\n' +
        'Änne;"O;Neil";anne@sheet.com;"Fabrikam ""AG""";+49 30 123456;Germany;"two\nlines";38;news\r\n',
    )
    const { code, json } = await imported(file, '--offer', 'contoso.app')
    expect([code, json()]).toEqual([0, { rows: 1, received: 1, suppressed: 0, unreadable: 0, repeats: 0 }])
    const [{ id } = { id: '' }] = await leadsOf(rig, { email: 'anne@sheet.com' })
    const { lead, raw } = await detail(rig, id)
    expect(lead).toMatchObject({
      person: {
        firstName: 'Änne',
        lastName: 'O;Neil',
        company: 'Fabrikam "AG"',
        phone: { e164: '+4930123456' },
        country: { alpha2: 'DE' },
      },
      description: 'two\nlines',
      campaign: { utm_source: 'news' },
      offer: { id: 'contoso.app' },
    })
    expect(JSON.parse(raw.body)).toMatchObject({ 'Shoe size': '38' })
    await rig.until(id, 'sales', 'delivered')
  })

  it('understands the Referrals workspace, Microsoft’s table, Web-to-Lead, tabs and other encodings', async () => {
    const referrals =
      'Referral ID,Customer Name,Customer Country,Customer Contact First Name,Customer Contact Last Name,Customer Contact Phone number,Customer Contact Email Address,Notes\na,Contoso,US,Ref,Erral,1,ref@kinds.com,hello\n'
    const info = JSON.stringify({ FirstName: 'Ta', LastName: 'Ble', Email: 'table@kinds.com' }).replaceAll('"', '""')
    const table = `PartitionKey,RowKey,CustomerInfo,LeadSource,ActionCode,OfferDisplayName,CreatedTime\n1,2,"${info}",SPZA-PLT|contoso.kept,PLT,App,2026-03-04T05:06:07Z\n`
    const form = 'first_name\tlast_name\temail\tcompany\tlead_source\nFo\tRm\tform@kinds.com\tA\tWeb\n'
    await imported(await written('referrals.csv', referrals), '--keep-only')
    await imported(await written('table.csv', table), '--keep-only')
    await imported(await written('form.tsv', form), '--keep-only')
    await imported(
      await written('latin.csv', Buffer.from('Name;Email\nJürgen Groß;latin@kinds.com\n', 'latin1')),
      '--keep-only',
      '--encoding',
      'windows-1252',
    )
    const names = await Promise.all(
      ['ref', 'table', 'form', 'latin'].map(async (who) => (await leadsOf(rig, { email: `${who}@kinds.com` }))[0]),
    )
    expect(names.map((one) => one?.name)).toEqual(['Ref Erral', 'Ta Ble', 'Fo Rm', 'Jürgen Groß'])
    const { lead } = await detail(rig, names[1]?.id ?? '')
    expect(lead).toMatchObject({
      offer: { id: 'contoso.kept' },
      action: { code: 'PLT' },
      sent: '2026-03-04T05:06:07.000Z',
    })
  })

  it('prefers --map to known names, and leaves a column out', async () => {
    const file = await written('map.csv', 'Who,Office mail,Company\nX,map@map.com,Secret\n')
    const { json } = await imported(
      file,
      '--keep-only',
      '--map',
      'office MAIL=person.email',
      '--map',
      'Who=campaign.who',
      '--map',
      'Company=',
    )
    expect(json()).toMatchObject({ suppressed: 1 })
    const [{ id } = { id: '' }] = await leadsOf(rig, { email: 'map@map.com' })
    expect((await detail(rig, id)).lead).toMatchObject({ person: { company: '' }, campaign: { who: 'X' } })
  })

  it('shows how the file would be read, and sends nothing', async () => {
    const file = await written('dry.csv', 'E-mail,Shoe size\ndry@dry.com,44\n,45\n')
    const { code, out, err } = await run(['import', file, '--source', 'web', '--dry-run'], {})
    expect(code).toBe(0)
    expect(err).toMatch(
      /CSV, separated by comma[\s\S]*E-mail +person\.email[\s\S]*Unknown, kept only in the raw row: Shoe size\./,
    )
    expect(out).toMatch(/person\.email +dry@dry\.com[\s\S]*2 rows, 1 with a lead, 1 without\. Nothing was sent\./)
    expect(await leadsOf(rig, { email: 'dry@dry.com' })).toEqual([])
    expect((await run(['import', file, '--source', 'web', '--offer', 'contoso.dry', '--dry-run'], {})).out).toMatch(
      /offer\.id +contoso\.dry/,
    )
  })

  it('refuses a file without possible leads before it sends anything', async () => {
    const refused = async (name: string, text: string | Buffer, ...args: string[]) => {
      const { code, err } = await imported(await written(name, text), ...args)
      return `${code} ${err}`
    }
    expect(await refused('no.csv', 'Shoe size,Colour\n44,red\n')).toMatch(
      /^2 No column of the file is known[\s\S]*Shoe size, Colour/,
    )
    expect(await refused('a.csv', 'Email\nx\n', '--map', 'Mail=person.email')).toMatch(
      /^2 --map: the file has no column "Mail"/,
    )
    expect(await refused('a.csv', 'Email\nx\n', '--map', 'Email=person.mail')).toMatch(
      /^2 --map: "person.mail" is no path/,
    )
    expect(await refused('empty.csv', '')).toMatch(/^65 The file is empty/)
    expect(await refused('strange.csv', 'Email\na@b.c\n', '--source', 'nowhere')).toMatch(
      /No source has this id\. See sources in config\.yaml\.\nNo row was taken\.\n$/,
    )
    expect(await refused('no.ndjson', 'Email\nx\n')).toMatch(/^2 The file is not one JSON object a line/)
    expect(await refused('latin1.csv', Buffer.from('Email,Name\na@b.c,Jürgen\n', 'latin1'))).toMatch(
      /^65 The file is not UTF-8/,
    )
    expect(await refused('open.csv', 'Email,Name\na@b.c,"never\nclosed\n')).toMatch(
      /^65 Near line \d+ of the file a quotation mark is never closed/,
    )
    expect((await run(['import', at('nowhere.csv'), '--source', 'web'], envOf(rig))).err).toContain('cannot be read')
    expect((await run(['import', at('a.csv'), '--source', 'nowhere'], envOf(rig))).err).toContain(
      'No source has this id',
    )
  })

  it('makes no second lead of a row, however often the file is imported', async () => {
    const file = await written('again.csv', 'E-mail\na@again.com\nb@again.com\na@again.com\n')
    expect((await imported(file)).json()).toMatchObject({ rows: 3, received: 2, repeats: 1 })
    expect((await imported(file)).json()).toMatchObject({ rows: 3, received: 0, repeats: 3 })
    expect(await leadsOf(rig, { email: 'a@again.com' })).toHaveLength(1)
  })
})

describe.each(['csv', 'ndjson'])('an export as %s, imported into another hub', (format) => {
  const offer = `round.${format}`
  const file = `round.${format}`

  it('gives the same leads', async () => {
    await rig.send('one@round.com', offer, {
      userDetails: {
        firstName: 'Zoë',
        lastName: '=cmd',
        email: 'one@round.com',
        phone: '+49 30 123456',
        country: 'Deutschland',
        company: 'A, "B"\nC',
        title: '-1',
      },
      leadSource: `SPZA-PLT|${offer}`,
      actionCode: 'PLT',
      offerTitle: 'The App',
      description: '{"mktcmpid":"x","partnerid":"7"}',
    })
    await rig.send('two@round.com', offer, { description: 'MSFT_TEST_636573304831318844' })
    await run(['export', at(file), '--offer', offer], envOf(rig))
    const { code, out } = await run(['import', at(file), '--source', 'web'], envOf(other))
    expect([code, out]).toEqual([0, '2 rows: 2 new leads taken in.\n'])
    for (const email of ['one@round.com', 'two@round.com']) {
      const [[before], [after]] = await Promise.all([leadsOf(rig, { email, offer }), leadsOf(other, { email, offer })])
      const [was, is] = await Promise.all([detail(rig, before?.id ?? ''), detail(other, after?.id ?? '')])
      expect(is.id).not.toBe(was.id)
      const { person, offer: about, action, description, campaign, test } = was.lead
      expect(is.lead).toMatchObject({ person, offer: about, action, description, campaign, test })
      expect(is.lead.sent).toBe(was.lead.sent || was.lead.received)
    }
  })

  it('makes no second lead, neither there nor in the first hub', async () => {
    for (const one of [rig, other]) {
      const { out } = await run(['import', at(file), '--source', 'web'], envOf(one))
      expect(out).toBe('2 rows: 2 in the hub already.\n')
    }
  })
})

const program = path.resolve(import.meta.dirname, '../../src/cli/main.ts')

/** Runs the command line in its own process, which can be killed. */
function started(file: string, url: string, ...args: string[]) {
  const child = spawn(process.execPath, [program, 'import', file, '--source', 'web', '--keep-only', ...args], {
    env: { PATH: process.env['PATH'], LEADYARD_URL: url, LEADYARD_TOKEN: tokens.operator },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (part) => (out += part))
  child.stderr.on('data', (part) => (err += part))
  return { child, said: async () => ({ code: (await once(child, 'close'))[0], out, err }) }
}

/** Passes batches on to the hub, and acts on the third batch. */
async function between(third: 'hangs' | 'answers nothing' | 'away for a while') {
  let [batches, away] = [0, 0]
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    batches++
    if (third === 'hangs' && batches === 3) return
    if (third === 'away for a while' && batches >= 3 && away < 2) {
      away++
      return void response
        .writeHead(503, { 'content-type': 'application/problem+json' })
        .end('{"detail":"The ledger is away."}')
    }
    const reply = await fetch(`${rig.hub.url}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: String(request.headers.authorization) },
      body,
    })
    // The hub has stored the batch, but the sender gets no answer.
    if (third === 'answers nothing' && batches === 3) return
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(await reply.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, batches: () => batches, close }
}

const many = (offer: string, rows: number) =>
  `E-mail,Offer\n${Array.from({ length: rows }, (_, n) => `row${n}@${offer}.com,${offer}.app`).join('\n')}\n`

const total = async (offer: string) => (await rig.get(`/api/leads?offer=${offer}.app&count=true&limit=1`)).body.count

describe('an interrupted import', () => {
  it.each(['hangs', 'answers nothing'] as const)(
    'by a kill while the hub %s, and run again, has each row once',
    async (how) => {
      const offer = how.replace(' ', '')
      const file = await written(`${offer}.csv`, many(offer, 2_300))
      const middle = await between(how)
      const first = started(file, middle.url)
      await eventually(() => expect(middle.batches()).toBe(3), { timeout: 30_000 })
      const before = how === 'answers nothing' ? 1_500 : 1_000
      await eventually(async () => expect(await total(offer)).toBe(before))
      first.child.kill('SIGKILL')
      await first.said()

      const { code, out } = await started(file, middle.url).said()
      middle.close()
      const expected = `2300 rows: ${2_300 - before} new leads kept without delivery, ${before} in the hub already.\n`
      expect([code, out]).toEqual([0, expected])
      expect(await total(offer)).toBe(2_300)
      expect((await readdir(folder.path)).filter((name) => name.startsWith(offer))).toEqual([`${offer}.csv`])
    },
  )

  it('by Ctrl-C tells the rows that are done and how to import the rest', async () => {
    const file = await written('ctrlc.csv', many('ctrlc', 20_000))
    const first = started(file, rig.hub.url)
    await eventually(async () => expect(await total('ctrlc')).toBeGreaterThan(0), { timeout: 30_000 })
    first.child.kill('SIGINT')
    const { code, err } = await first.said()
    expect(code).toBe(1)
    const words =
      /Ended before the end of the file\. (\d+) rows: \1 new leads kept without delivery\. Run the same command again/
    expect(err).toMatch(words)
    const before = Number(words.exec(err)?.[1])
    const { code: then, out } = await started(file, rig.hub.url).said()
    const expected = `20000 rows: ${20_000 - before} new leads kept without delivery, ${before} in the hub already.\n`
    expect([then, out]).toEqual([0, expected])
    // The list counts to 10,001.
    expect(await total('ctrlc')).toBe(10_001)
    const { rows } = await sql`select from leads where offer = 'ctrlc.app'`.execute(rig.ledger.db)
    expect(rows).toHaveLength(20_000)
  })

  it('by an unreachable ledger waits for it', async () => {
    const file = await written('away.csv', many('away', 1_600))
    const middle = await between('away for a while')
    const { code, out, err } = await started(file, middle.url).said()
    middle.close()
    expect(err).toContain('The ledger is away. Sending again.')
    expect([code, out]).toEqual([0, '1600 rows: 1600 new leads kept without delivery.\n'])
  })
})
