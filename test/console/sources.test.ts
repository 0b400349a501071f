/** The pages that tell where leads come in. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { addRefusedPosts } from '../../src/ledger/refused-posts.ts'
import { type Rig, type RigOptions, sourceKey, startRig } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible, expectAccessibleInAll, openBrowser, type Visitor, visit } from './browser.ts'
import { signIn, signInAs } from './person.ts'

const password = 'a long password of vera'
const options: RigOptions = {
  destinations: { crm: {} },
  tokens: false,
  listen: { publicUrl: 'https://leads.contoso.com' },
  sources: {
    web: { type: 'marketplace', key: '${env:KEY}', retention: '365d' },
    page: { type: 'form', offer: 'contoso.app', honeypot: 'fax' },
    partner: { type: 'json', key: '${env:KEY}', fields: { 'person.email': 'mail' } },
  },
}

describe.skipIf(!browserPath)('the pages of sources', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let lead: string

  const post = (source: string, body: object) =>
    fetch(`${rig.hub.url}/ingest/${source}?key=${sourceKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  beforeAll(async () => {
    rig = await startRig(options)
    lead = await rig.send('ann@contoso.com')
    await rig.until(lead, 'crm', 'delivered')
    await post('partner', { address: 'bo@contoso.com' })
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: rig.hub.url })
    await signIn(visitor, rig)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  it('show each source with its address without the key, its rate and what could not be read', async () => {
    const { page } = visitor
    await page.goto('/sources')
    const card = (id: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: id }) })
    const web = card('web Microsoft’s commercial marketplace')
    await web.getByText('1 in the last 24 hours').waitFor()
    await web.getByText('Leads are erased after 365 days').waitFor()
    expect(await web.getByLabel('Ingest URL').inputValue()).toBe('https://leads.contoso.com/ingest/web?key=…')
    expect(await web.getByRole('link', { name: 'last lead' }).getAttribute('href')).toBe(`/leads/${lead}`)
    const partner = card('partner')
    expect(await partner.getByRole('link', { name: '1 body without a lead' }).getAttribute('href')).toBe(
      '/leads?source=partner&state=unreadable',
    )
    await card('page').getByText('No lead has come in yet.').waitFor()
  })

  it('copy the address to enter in Partner Center, with the offer', async () => {
    const { page } = visitor
    await page.goto('/sources/web')
    await page.getByText('${env:KEY}').first().waitFor()
    await page.getByLabel('Offer', { exact: true }).fill('contoso.router-pro')
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    const wanted = 'https://leads.contoso.com/ingest/web?key=YOUR-KEY&offer=contoso.router-pro'
    expect(await page.getByLabel('HTTPS endpoint URL').inputValue()).toBe(wanted)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(wanted)
    expect(await page.content()).not.toContain(sourceKey)
    await expectAccessible(page)
  })

  it('copy without the clipboard of the browser, as on a page without HTTPS', async () => {
    const { page } = visitor
    await page.evaluate(() => navigator.clipboard.writeText('something else'))
    await page.addInitScript(() => {
      Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('no')) })
    })
    await page.goto('/sources/page')
    const tag = page.getByLabel('The form’s first line')
    expect(await tag.inputValue()).toBe('<form method="post" action="https://leads.contoso.com/ingest/page">')
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await tag.inputValue())
  })

  it('show the leads of each day as lines and as a table, and how to make the first one come', async () => {
    const { page } = visitor
    await page.goto('/sources/web')
    await page.getByText('1 lead within 30 days').waitFor()
    await page.getByRole('img', { name: 'Leads by day: came in 1, unrouted 0, unreadable 0' }).waitFor()
    await page.getByText('Show as table').click()
    const rows = page.getByRole('table').getByRole('row')
    expect(await rows.count()).toBe(31)
    expect(await rows.nth(1).getByRole('cell').allTextContents()).toEqual(['1', '0', '0'])
    await expectAccessible(page)
    await page.goto('/sources/page')
    await page.getByText('Each day appears here with its leads.').waitFor()
  })

  it('send a test lead by the source, which arrives', async () => {
    const { page } = visitor
    await page.goto('/sources/page')
    await page.getByRole('button', { name: 'Send a test lead' }).click()
    await page.getByText('The test lead came in: follow it').waitFor()
    await page.getByRole('status').getByText('delivered').waitFor()
  })

  it('read bodies again after the source was changed, exactly those that were counted', async () => {
    const { page } = visitor
    const fields = { 'person.email': 'address' }
    const sources = { ...options.sources, partner: { ...options.sources?.['partner'], fields } }
    await rig.hub.reload(rig.configure({ ...options, sources }))
    await page.goto('/sources/partner')
    await page.getByRole('button', { name: 'Read again…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('unreadable · source partner').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Read 1 again' }).click()
    await dialog.getByText('1 of 1 have met the routes.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Close')
    await page.keyboard.press('Enter')
    await eventually(async () => expect(await page.getByText('body without a lead').count()).toBe(0))
  })

  it('tell which posts were refused, since when, and what to do; an alert leads there', async () => {
    const { page } = visitor
    await page.goto('/sources/partner')
    await page.getByText('No post was refused within 7 days.').waitFor()
    const at = new Date()
    const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
    const refused = { source: 'partner', hour, firstAt: at, lastAt: at }
    await addRefusedPosts(rig.ledger.db, [
      { ...refused, status: 401, posts: 4 },
      { ...refused, status: 413, posts: 1 },
    ])
    await rig.hub.look()
    await page.goto('/alerts')
    await page.getByText('partner refused 4 posts for the key or the signature, and no lead came in since.').waitFor()
    await page.getByText('Nothing of a refused post is kept.').waitFor()
    await page.getByRole('link', { name: 'Show the source' }).click()
    const table = page.getByRole('region', { name: 'Refused posts of partner' })
    const row = table.getByRole('row').filter({ hasText: 'Status 401: wrong key or signature' })
    await row.getByRole('cell', { name: '4', exact: true }).waitFor()
    await row.getByText('Enter the ingest URL with its key again at the sender.').waitFor()
    await table.getByText('Status 413: too large').waitFor()
    await page.getByText('4 posts with a wrong key refused within 7 days').waitFor()
    await expectAccessible(page)
  })

  it('tell what the hub says of a source that does not exist', async () => {
    const { page } = visitor
    await page.goto('/sources/nobody')
    await page.getByRole('alert').getByText('No source has this id.').waitFor()
    await expectAccessible(page)
  })

  it.each(['/sources', '/sources/web'])(
    '%s can be used by everybody, in both languages and themes',
    async (path) => {
      const { page } = visitor
      await page.goto(path)
      await expectAccessibleInAll(page, () => page.getByRole('listitem').first().waitFor())
    },
    120_000,
  )

  it.each(['page', 'partner'])('can be used by everybody for %s', async (source) => {
    const { page } = visitor
    await page.goto(`/sources/${source}`)
    await page.getByRole('listitem').first().waitFor()
    await expectAccessible(page)
  })

  it('show viewers whether leads come in, and neither the key’s name nor what acts', async () => {
    const users = [{ name: 'vera', hash: '${env:VERA}' }]
    const variables = { VERA: await hashPassword(password) }
    await rig.hub.reload(rig.configure({ ...options, api: { users }, variables }))
    const other = await visit(browser, rig.hub.url)
    const { page } = other
    await signInAs(other, 'vera', password)
    await page.goto('/sources/web')
    await page.getByText('Ask an operator: the address holds a key.').waitFor()
    await page.getByText('https://leads.contoso.com/ingest/web?key=…').waitFor()
    expect(await page.locator('body').textContent()).not.toMatch(/env:KEY|@/)
    expect(await page.getByRole('button', { name: /Copy|Read again/ }).count()).toBe(0)
    await expectAccessible(page)
    await page.goto('/routing')
    await page.getByRole('table').waitFor()
    expect(await page.getByRole('heading', { name: 'Dry run' }).count()).toBe(0)
    await expectAccessible(page)
    expect(other.offences).toEqual([])
    await other.close()
  })

  it('break no policy, ask no other host, and write no error', () => {
    expect(visitor.offences).toEqual([])
  })
})

it.skipIf(!browserPath)('a hub without sources and leads says what will appear, and how', async () => {
  const rig = await startRig({ destinations: {}, routes: [], sources: {}, tokens: false })
  const browser = await openBrowser()
  const visitor = await visit(browser, rig.hub.url)
  await signIn(visitor, rig)
  await visitor.page.goto('/sources')
  await visitor.page.getByText('Add one under sources in config.yaml.').waitFor()
  await expectAccessible(visitor.page)
  await visitor.page.goto('/routing')
  await visitor.page.getByText('Each offer appears here with its first lead').waitFor()
  await visitor.page.getByText('The configuration has no routes').waitFor()
  await expectAccessible(visitor.page)
  expect(visitor.offences).toEqual([])
  await browser.close()
  await rig.close()
})
