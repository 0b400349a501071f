/** What a page does while the hub is away, stands still, or was replaced by another version. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig } from '../api/rig.ts'
import { seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { startProxy, type TcpProxy } from '../setup/proxy.ts'
import { browserPath, openBrowser, type Visitor, visit } from './browser.ts'

/** Milliseconds, on a machine with other work. */
const patience = { timeout: 45_000 }

describe.skipIf(!browserPath)('a page without its hub', { timeout: 150_000 }, () => {
  let rig: Rig
  let proxy: TcpProxy
  let browser: Browser
  let visitor: Visitor
  let page: Page
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor(patience)
  const navigation = () => page.getByRole('navigation', { name: 'Pages' })

  beforeAll(async () => {
    rig = await startRig({ destinations: { crm: {} }, tokens: false })
    await seed(rig.ledger.db, [{ destination: 'crm', state: 'delivered', offer: 'contoso.app' }])
    proxy = await startProxy(rig.hub.url, 80)
    browser = await openBrowser()
    visitor = await visit(browser, new URL(proxy.through(rig.hub.url)).origin)
    page = visitor.page
    await page.goto(proxy.through(rig.hub.consoleLink()!))
    await heading('Overview')
  })
  afterAll(async () => {
    await browser?.close()
    await proxy?.close()
    await rig?.close()
  })

  it('keeps its navigation when a part cannot be loaded, and shows the part when the hub is back', async () => {
    await page.goto('/leads')
    await page.evaluate(() => Object.assign(globalThis, { stays: true }))
    const row = page.getByRole('row').first()
    await row.waitFor()
    await page.context().route('**/*', (asked) => asked.abort('connectionrefused'))
    await row.click()
    await page.getByRole('alert').getByText('The hub does not answer.').waitFor(patience)
    await page.getByRole('button', { name: 'Ask again' }).click()
    expect(await navigation().isVisible()).toBe(true)
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The hub does not answer.').waitFor(patience)
    await page.context().unroute('**/*')
    await dialog.getByRole('searchbox').waitFor(patience)
    await page.keyboard.press('Escape')
    await heading('Lead')
    await page.getByText('contoso.app').first().waitFor()
    // It needed no new page for this.
    expect(await page.evaluate(() => 'stays' in globalThis)).toBe(true)
  })

  it('loads itself again once when the hub serves another version', async () => {
    await page.goto('/')
    await heading('Overview')
    await page.evaluate(() => Object.assign(globalThis, { isOld: true }))
    await page.route('**/assets/routing-*', (asked) => asked.fulfill({ status: 404 }))
    await page.route(`${visitor.page.url()}`, async (asked) => {
      if (asked.request().resourceType() === 'document') return asked.continue()
      const body = (await (await asked.fetch()).text()).replaceAll('/assets/index-', '/assets/index-of-another-')
      await asked.fulfill({ body, contentType: 'text/html' })
    })
    page.once('domcontentloaded', () => void page.unrouteAll())
    await navigation().getByRole('link', { name: 'Routing' }).click()
    await eventually(async () => expect(await page.evaluate(() => 'isOld' in globalThis)).toBe(false), patience)
    await heading('Routing')
    expect(new URL(page.url()).pathname).toBe('/routing')
  })

  it('says so, and does not load for ever, when the hub takes too long or asks for patience', async () => {
    let isBusy = false
    await page.route('**/api/destinations', async (asked) => {
      if (isBusy) await asked.fulfill({ status: 429, headers: { 'retry-after': '3' }, body: 'slow down' })
      // Without an answer.
    })
    await page.goto('/destinations')
    await heading('Destinations')
    await page.getByRole('alert').getByText('The hub does not answer.').waitFor({ timeout: 20_000 })
    isBusy = true
    await page.getByRole('button', { name: 'Ask again' }).click()
    await page.getByText('refuses requests now (429)').waitFor(patience)
    await page.getByText('every 3 seconds').waitFor()
    await page.unrouteAll()
    await page
      .getByRole('article', { name: 'crm' })
      .or(page.getByText('crm').first())
      .first()
      .waitFor({ timeout: 10_000 })
    await eventually(async () => expect(await page.getByRole('alert').count()).toBe(0))
  })

  it('is not called live while the hub stands still, and tells as of when it is', async () => {
    await page.goto('/leads')
    const live = page.getByText('live', { exact: true })
    await live.waitFor(patience)
    proxy.swallow()
    await page
      .getByText(/^As of \d\d:\d\d:\d\d · the hub does not answer$/)
      .first()
      .waitFor({ timeout: 25_000 })
    expect(await live.count()).toBe(0)
    proxy.restore()
    await live.waitFor(patience)
  })
})
