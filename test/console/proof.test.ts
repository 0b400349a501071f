/** The page of the daily proof, and downloads of Partner Center against the ledger. */
import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decoded } from '../../console/pages/proof/decoded.ts'
import { hashPassword } from '../../src/access/passwords.ts'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { storeRouted } from '../../src/ledger/fan-out.ts'
import { type Rig, type RigOptions, startRig } from '../api/rig.ts'
import { arrival } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'
import {
  allSightsTake,
  browserPath,
  expectAccessible,
  expectAccessibleInAll,
  openBrowser,
  type Visitor,
  visit,
} from './browser.ts'
import { signIn, signInAs } from './person.ts'

const password = 'a long password of vera'
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const at = new Date(`${yesterday}T12:00:00Z`)
const created = new Date(Date.now() - 2 * 3_600_000).toLocaleString('en-US', { timeZone: 'UTC' })

/** The shape of the Referrals workspace. */
const download = (...rows: string[]) =>
  [
    'Referral ID,Created Date,Customer Name,Customer Country,Customer Contact First Name,Customer Contact Last Name,Customer Contact Email Address,Offer name',
    ...rows,
  ].join('\r\n')

const options: RigOptions = {
  destinations: { sales: { settings: { lists: true } }, other: { settings: { lists: true } } },
  tokens: false,
  file: { proof: { zone: 'UTC' } },
}

describe.skipIf(!browserPath)('the page of the daily proof', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let gone: { lead: string; delivery: string }

  async function delivered(destination: string): Promise<{ lead: string; delivery: string }> {
    const [lead, delivery] = [uuid({ msecs: at.getTime() }), uuid()]
    await storeArrivals(rig.ledger.db, [arrival({ id: lead, receivedAt: at, offer: 'contoso.app' })])
    const deliveries = [{ id: delivery, destination, route: 'all' }]
    await storeRouted(rig.ledger.db, [{ leadId: lead, state: 'routed', reason: '', configVersion: 'v1', deliveries }])
    await sql`
      update deliveries set state = 'delivered', outcome = 'created', reference = ${`r-${delivery}`},
        first_attempt_at = ${at}, settled_at = ${at} where id = ${delivery}`.execute(rig.ledger.db)
    return { lead, delivery }
  }

  beforeAll(async () => {
    rig = await startRig(options)
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await signIn(visitor, rig)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  const day = () => visitor.page.getByRole('article').first()
  const row = (destination: string) => day().getByRole('row').filter({ hasText: destination })

  it('says what will stand there while no day was proved', async () => {
    const { page } = visitor
    await page.keyboard.press('g')
    await page.keyboard.press('v')
    await page.getByRole('heading', { level: 1, name: 'Daily proof' }).waitFor()
    await page.getByText('No day was proved yet.').waitFor()
    await expectAccessible(page)
  })

  it('calls a day without a record no proof that nothing is missing', async () => {
    const { page } = visitor
    const empty = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)
    await page.getByLabel('Day', { exact: true }).fill(empty)
    await page.getByRole('button', { name: 'Prove the day now' }).click()
    await page.getByText('No record was looked for: nothing was delivered on these days').waitFor()
    expect(await page.getByText('Nothing is missing').count()).toBe(0)
    await page.getByLabel('Day', { exact: true }).fill('')
  })

  it('proves yesterday when an operator asks for it, and shows the figures when they are there', async () => {
    const { page } = visitor
    const there = await delivered('sales')
    gone = await delivered('sales')
    await delivered('other')
    rig.crm.keep('/sales', there.delivery)
    rig.crm.script.set('LIST /other', () => ({ status: 403, code: 'NO_RIGHT' }))
    await page.getByRole('button', { name: 'Prove the day now' }).press('Enter')
    await day().getByText('closed').waitFor()
    await day().getByText('3 leads came in: 3 routed.').waitFor()
    const cells = async (destination: string) => row(destination).getByRole('cell').allTextContents()
    await eventually(async () => expect(await cells('sales')).toEqual(['2', '2', '0', '0', '0', '1', '● 1', '0']))
    expect(await cells('other')).toEqual(['1', '1', '0', '0', '0', '0', '0', '1'])
    await page.getByText('1 delivered record is missing at the far ends.').waitFor()
  })

  it('tells why records are unchecked', async () => {
    await day().getByText('It refused, or did not answer. Often a right is missing.').waitFor()
    await day().getByText('NO_RIGHT').waitFor()
  })

  it('leads from a missing number to its deliveries', async () => {
    const { page } = visitor
    await row('sales').getByRole('link', { name: '1 missing record of sales' }).click()
    await page.getByRole('heading', { level: 1, name: 'Missing at sales on' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/proof/${yesterday}/sales`)
    const rows = page.getByRole('list', { name: 'Deliveries' }).getByRole('listitem')
    await rows.getByText(`r-${gone.delivery}`).waitFor()
    expect(await rows.count()).toBe(1)
    expect(await rows.getByRole('link', { name: 'Delivery' }).getAttribute('href')).toBe(`/deliveries/${gone.delivery}`)
    expect(await rows.getByRole('link', { name: 'its lead' }).getAttribute('href')).toBe(`/leads/${gone.lead}`)
    await expectAccessible(page)
  })

  it('finds that nothing is missing any more when the day is proved again', async () => {
    const { page } = visitor
    rig.crm.keep('/sales', gone.delivery)
    await page.getByRole('link', { name: 'All days' }).click()
    await day()
      .getByRole('button', { name: /^Prove this day now/ })
      .click()
    await page.getByText('Nothing is missing: 2 records were found at the far ends.').waitFor()
  })

  it('shows the hub’s words when a day cannot be proved', async () => {
    const { page } = visitor
    await page.getByLabel('Day', { exact: true }).fill(new Date().toISOString().slice(0, 10))
    await page.getByRole('button', { name: 'Prove the day now' }).click()
    await page.getByRole('alert').getByText('The day is not over').waitFor()
    await page.getByLabel('Day', { exact: true }).fill('')
  })

  const drop = (csv: string | Buffer, name = 'referrals.csv') =>
    visitor.page.getByLabel('CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(csv) })
  const result = (name: string) =>
    visitor.page.getByRole('region', { name: 'Result' }).getByRole('row').filter({ hasText: name }).getByRole('cell')
  const lost = `w-2,"${created}",Lost Ltd,DE,L,Ost,lost@lost.com,Contoso App`

  it('compares a download, and names rows without a person', async () => {
    const { page } = visitor
    await rig.send('known@fabrikam.com', 'contoso.app', { offerTitle: 'Contoso App' })
    await drop(download(`w-1,"${created}",Fabrikam,DE,K,Nown,known@fabrikam.com,Contoso App`, lost))
    await page.getByText('1 lead of the file is not here.').waitFor()
    expect(await result('matched').first().textContent()).toBe('1')
    expect(await result('missing here').first().textContent()).toBe('1')
    const rows = page.getByRole('list', { name: 'missing here: 1' }).getByRole('listitem')
    await rows.getByText('Row 2').waitFor()
    expect(await rows.textContent()).toContain('w-2')
    expect(await page.locator('body').textContent()).not.toMatch(/lost@|Lost Ltd/)
    await expectAccessible(page)
  })

  it('takes in what is missing after its number was told, and compares again', async () => {
    const { page } = visitor
    await page.getByRole('button', { name: 'Take in 1…' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Take in 1 missing lead' })
    await dialog.getByText('They are kept, and delivered nowhere.').click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Take in 1', exact: true }).click()
    await page.getByText('No lead is on the way, 1 kept only, 0 unreadable; 0 were here already.').waitFor()
    await page.getByText('Every lead of the file is here.').waitFor()
    expect(await result('matched').first().textContent()).toBe('2')
    const { body } = await rig.ask('POST', '/api/leads/searches', { email: 'lost@lost.com' })
    expect(body.items).toHaveLength(1)
  })

  it('takes a file that is dropped', async () => {
    const { page } = visitor
    await page.getByRole('button', { name: 'Take the file away' }).click()
    await page.getByRole('region', { name: 'Result' }).waitFor({ state: 'detached' })
    const data = await page.evaluateHandle((csv) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([csv], 'dropped.csv', { type: 'text/csv' }))
      return transfer
    }, download(lost))
    await page.getByText('Drop the CSV file here').dispatchEvent('drop', { dataTransfer: data })
    await page.getByText('dropped.csv: 1 row').waitFor()
    await page.getByText('Every lead of the file is here.').waitFor()
  })

  it('tells the day alone where the file has no time', async () => {
    const { page } = visitor
    await drop(download(`w-9,${yesterday},Gone Ltd,DE,G,One,gone@gone.com,Contoso App`))
    const rows = page.getByRole('list', { name: 'missing here: 1' }).getByRole('listitem')
    await rows.getByText('w-9').waitFor()
    expect(await rows.textContent()).not.toMatch(/\d\d:\d\d/)
    expect(await rows.textContent()).toContain(String(Number(yesterday.slice(8))))
  })

  it('shows the hub’s words for a file that is no download', async () => {
    const { page } = visitor
    await drop('Name,City\r\nA,B')
    await page.getByRole('alert').first().waitFor()
    await expectAccessible(page)
  })

  it('keeps nothing of a file in the browser, the address or the title', async () => {
    const { page } = visitor
    const kept = await page.evaluate(async () => ({
      local: JSON.stringify({ ...localStorage }),
      session: JSON.stringify({ ...sessionStorage }),
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      history: JSON.stringify(history.state),
    }))
    expect(JSON.stringify(kept)).not.toMatch(/lost|fabrikam|referral/i)
    expect({ databases: kept.databases, caches: kept.caches }).toEqual({ databases: [], caches: [] })
    expect(page.url()).toBe(`${rig.hub.url}/proof`)
    expect(await page.title()).toBe('Daily proof · Leadyard')
  })

  it(
    'can be used by everybody, in both languages and themes',
    async () => {
      const { page } = visitor
      await expectAccessibleInAll(page, () => day().waitFor())
    },
    allSightsTake,
  )

  it('lets a viewer read, and not act', async () => {
    const users = [{ name: 'vera', hash: '${env:VERA}' }]
    const variables = { VERA: await hashPassword(password) }
    await rig.hub.reload(rig.configure({ ...options, api: { users }, variables }))
    const viewer = await visit(browser, rig.hub.url)
    await signInAs(viewer, 'vera', password)
    const { page } = viewer
    await page.goto('/proof')
    await page.getByRole('article').first().getByText('closed').waitFor()
    await page.getByText('Ask an operator to have a day proved.').waitFor()
    await page.getByText('Ask an operator to compare a download.').waitFor()
    expect(await page.getByRole('button', { name: /Prove/ }).count()).toBe(0)
    expect(await page.locator('input[type=file]').count()).toBe(0)
    expect(viewer.offences).toEqual([])
    await viewer.close()
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(visitor.offences).toEqual([])
  })
})

it.each([
  ['utf-8', Buffer.from('Müller,Zoë')],
  ['utf-16 of a spreadsheet', Buffer.from('\uFEFFMüller,Zoë', 'utf16le')],
  ['the charset of Windows', Buffer.from('Müller,Zoë', 'latin1')],
])('a file in %s is read', (_, bytes) => {
  const copy = new Uint8Array(bytes)
  expect(decoded(copy.buffer)).toBe('Müller,Zoë')
})
