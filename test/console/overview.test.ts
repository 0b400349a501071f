/** The first page: does every lead arrive, and if not, what is first? */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig } from '../api/rig.ts'
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

const destinations = {
  shop: { settings: { tells: true } },
  crm: {},
  strict: {},
  vague: { settings: { repeat: 'doubles' } },
}

describe.skipIf(!browserPath)('the overview', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor

  beforeAll(async () => {
    rig = await startRig({ destinations, tokens: false })
    const first = await rig.send('first@contoso.com')
    for (const id of Object.keys(destinations)) await rig.until(first, id, 'delivered')
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    rig.crm.script.set('/strict', () => ({ status: 422, code: 'TOO_LONG' }))
    rig.crm.script.set('/vague', () => ({ status: 500, code: 'LOST' }))
    for (const name of ['one', 'two']) {
      const lead = await rig.send(`${name}@contoso.com`)
      await rig.until(lead, 'crm', 'held')
      await rig.until(lead, 'strict', 'rejected')
      await rig.until(lead, 'vague', 'uncertain')
    }
    const stray = await rig.send('stray@contoso.com', 'tailspin.other')
    await eventually(async () => expect((await rig.get(`/api/leads/${stray}`)).body.state).toBe('unrouted'))
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await visitor.page.goto(rig.hub.consoleLink()!)
    await visitor.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  const headline = () => visitor.page.getByRole('region', { name: 'Whether every lead arrives' })
  const item = (name: string) => visitor.page.getByRole('article', { name })

  it('says in one sentence what matters most, with its one button', async () => {
    const { page } = visitor
    await headline().getByText('2 leads wait: crm is held since').waitFor()
    await headline().getByText('4 leads came in within the last 24 hours: 1 has a receipt everywhere').waitFor()
    expect(await headline().getByRole('link').allTextContents()).toEqual(['Show what to do'])
    await headline().getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'crm' }).waitFor()
    await page.goBack()
  })

  it('lists what needs a person in its order, and opens the remedy of the first', async () => {
    const { page } = visitor
    await item('held crm').getByText('Make a new one and enter it.').waitFor()
    const names = await page.getByRole('article').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
    expect(names.map((name) => name?.trim())).toEqual(['held crm', 'uncertain vague', 'rejected strict', 'unrouted'])
    await item('rejected strict').getByText('strict refuses 2 leads as they are').waitFor()
  })

  it('leads from each to the place where it is solved, by its filter', async () => {
    const { page } = visitor
    await item('uncertain vague').getByRole('link', { name: 'Decide' }).click()
    await page.getByRole('heading', { level: 1, name: 'Failed' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/failed?destination=vague&state=uncertain`)
    await page.goBack()
    await item('rejected strict').getByRole('link', { name: 'Show the cause' }).click()
    await page.getByRole('heading', { level: 1, name: 'Failed' }).waitFor()
    expect(page.url()).toMatch(/\/failed\?destination=strict&state=rejected&problem=none&code=TOO_LONG$/)
    await page.getByRole('article').getByText('2 deliveries').waitFor()
    await page.goBack()
    expect(await item('unrouted').getByRole('link', { name: 'Routes' }).getAttribute('href')).toBe('/routing')
  })

  it('draws the chart only when it comes into view, and shows it as a table', async () => {
    const { page } = visitor
    await page.setViewportSize({ width: 1280, height: 300 })
    const drawing = /\/assets\/drawing-[^/]*\.js/
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.reload()
    const chart = page.getByRole('img', { name: /^Leads and deliveries: leads in 4, delivered 6, not delivered 5/ })
    await chart.waitFor()
    await page.getByRole('heading', { name: 'Destinations' }).waitFor()
    expect(asked.filter((url) => drawing.test(url))).toEqual([])
    await chart.scrollIntoViewIfNeeded()
    await chart.locator('canvas').waitFor()
    expect(asked.filter((url) => drawing.test(url))).toHaveLength(1)
    await page.getByText(/^┆ Configuration [0-9a-f]{6} came into force/).waitFor()
    await page.getByText('Show as table').click()
    const table = page.getByRole('region', { name: 'Leads and deliveries', exact: true })
    expect(await table.getByRole('row').count()).toBe(25)
    expect(await table.getByRole('row').nth(1).getByRole('cell').allTextContents()).toEqual(['4', '6', '5'])
    await page.getByText('30 d', { exact: true }).click()
    await table.getByText('Day (UTC)').waitFor()
    await eventually(async () => expect(await table.getByRole('row').count()).toBe(31))
    await page.getByText('24 h', { exact: true }).click()
  })

  it('shows the figures of a day and the quotas on the card of each destination', async () => {
    const { page } = visitor
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'shop' }) })
    await card.getByText(/^24 h: 3 delivered · p95/).waitFor()
    await card.getByText('calls a day: 60 of 50').waitFor()
  })

  it(
    'can be used by everybody, in both languages and themes',
    async () => {
      const { page } = visitor
      await expectAccessibleInAll(page, () => page.getByRole('article').first().waitFor())
    },
    allSightsTake,
  )

  it('shows the hub’s words when it cannot answer, keeps what it knew, and asks again', async () => {
    const { page } = visitor
    await headline().waitFor()
    const detail = 'The ledger cannot be reached. Ask again in a moment.'
    await page.route('**/api/overview', (asked) =>
      asked.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ detail }) }),
    )
    await rig.ask('PUT', '/api/destinations/shop/pause')
    const alert = page.getByRole('alert').filter({ hasText: detail })
    await alert.getByText('What is shown is as of').waitFor()
    await headline().getByText('2 leads wait: crm is held').waitFor()
    await expectAccessible(page)
    await page.unroute('**/api/overview')
    await alert.getByRole('button', { name: 'Ask again' }).click()
    await alert.waitFor({ state: 'detached' })
    await item('paused shop').getByText('No lead waits yet: shop is paused').waitFor()
    await item('paused shop').getByRole('button', { name: 'Resume' }).click()
    await item('paused shop').waitFor({ state: 'detached' })
  })

  it('checks and releases where it is told, by keyboard, and keeps the focus there', async () => {
    const { page } = visitor
    const held = item('held crm')
    await held.getByRole('button', { name: 'Check now' }).press('Enter')
    await held.getByText('Still refused: The CRM refuses the token').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    expect(await focused()).toBe('Check now')
    rig.crm.script.delete('/crm')
    await held.getByRole('button', { name: 'Release' }).press('Enter')
    await held.waitFor({ state: 'detached' })
    await eventually(async () => expect(await focused()).toContain('vague may have the leads already'))
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SECTION')
    await headline().getByText('2 deliveries need a decision: vague may have the leads already.').waitFor()
  })

  it('tells what recovers by itself, without a button', async () => {
    const { page } = visitor
    rig.crm.script.set('/crm', () => ({ status: 503, code: 'BUSY' }))
    await rig.until(await rig.send('late@contoso.com'), 'crm', 'waiting')
    await page.getByText('crm: 1 lead waits for the next attempt.').waitFor()
    expect(await item('waiting crm').count()).toBe(0)
    rig.crm.script.delete('/crm')
    await page.getByText('crm: 1 lead waits for the next attempt.').waitFor({ state: 'detached' })
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(visitor.offences).toEqual([])
  })
})
