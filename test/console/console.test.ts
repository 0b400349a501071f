import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible, loaded, openBrowser, type Visitor, visit } from './browser.ts'

describe.skipIf(!browserPath)('the console', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let lead: string

  beforeAll(async () => {
    rig = await startRig({ destinations: { shop: {}, crm: {}, strict: {} }, tokens: false })
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    rig.crm.script.set('/strict', () => ({ status: 422, code: 'TOO_LONG' }))
    const other = await rig.send('another@contoso.com')
    lead = await rig.send('müller@contoso.com')
    for (const one of [other, lead]) {
      await rig.until(one, 'shop', 'delivered')
      await rig.until(one, 'crm', 'held')
      await rig.until(one, 'strict', 'rejected')
    }
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  it('opens signed in by the link of the hub, which counts once', async () => {
    const { page } = visitor
    const link = rig.hub.consoleLink()!
    await page.goto(link)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/`)
    const other = await visit(browser, rig.hub.url)
    await other.page.goto(link)
    await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await other.page.getByRole('status').textContent()).toMatch(/^This link was used already/)
    await expectAccessible(other.page)
    expect(other.offences).toEqual([])
    await other.close()
  })

  it('shows a held destination with the vendor’s words and the remedy, first', async () => {
    const { page } = visitor
    await page.goto('/')
    const first = page.getByRole('article').first()
    await first.getByText('The access token has ended.').waitFor()
    await first.getByText('Make a new one and enter it.').waitFor()
    await expectAccessible(page)
  })

  it.each([
    ['/failed', 'Failed'],
    ['/deliveries?destination=crm&state=held', 'Deliveries'],
    ['/leads', 'Leads'],
    ['/destinations', 'Destinations'],
    ['/destinations/crm', 'crm'],
    ['/nowhere', 'Nothing is here'],
  ])('%s can be used by everybody, on a phone and on a desk', async (path, title) => {
    const { page } = visitor
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    await loaded(page)
    expect(await page.getByRole('alert').count()).toBe(0)
    await expectAccessible(page)
  })

  it('finds a lead by a beginning of its address, and shows the person only after a reveal', async () => {
    const { page } = visitor
    await page.goto('/leads')
    await page.getByRole('searchbox').fill('mul')
    const row = page.getByRole('row').filter({ hasText: 'found in: email' })
    await eventually(async () => expect(await row.count()).toBe(1))
    expect(page.url()).toBe(`${rig.hub.url}/leads`)
    expect(await page.getByRole('grid').textContent()).not.toContain('Fabrikam')
    await row.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Lead' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/leads/${lead}`)
    await page.getByText('m…@c….com').first().waitFor()
    expect(await page.content()).not.toContain('müller@')
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.getByText('müller@contoso.com').first().waitFor()
    const { body } = await rig.get('/api/audit?action=reveal')
    expect(body.items.map(({ subject }: { subject: string }) => subject)).toContain(lead)
    await expectAccessible(page)
    await page.goBack()
    await row.waitFor()
  })

  it('replays what a group means, after the count, and shows how far it is', async () => {
    const { page } = visitor
    await page.goto('/failed?destination=strict')
    await page.getByRole('button', { name: 'Replay 2…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 deliveries go now; none is left out.').waitFor()
    await expectAccessible(page)
    rig.crm.script.delete('/strict')
    await dialog.getByRole('button', { name: 'Replay 2' }).click()
    await dialog.getByText('2 of 2 queued · 2 delivered').waitFor()
    await rig.until(lead, 'strict', 'delivered')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByText('Nothing matches').waitFor()
  })

  it('tells who was faster, and releases what it shows', async () => {
    const { page } = visitor
    await page.goto('/destinations/crm')
    const release = page.getByRole('button', { name: 'Release' })
    await release.waitFor()
    // The page does not hear of it in time.
    await page.route('**/api/destinations/crm', (asked) => asked.abort())
    await rig.ask('PUT', '/api/destinations/crm/hold', { reason: 'a new key comes' })
    await release.click()
    await page.getByRole('alert').getByText('local held crm').waitFor()
    await page.unroute('**/api/destinations/crm')
    rig.crm.script.delete('/crm')
    await page.reload()
    await release.click()
    await page.getByText('Every lead has arrived.').waitFor()
    await rig.until(lead, 'crm', 'delivered')
  })

  it('shows what changes elsewhere by itself', async () => {
    const { page } = visitor
    await page.goto('/destinations/shop')
    await page.getByText('live', { exact: true }).waitFor()
    await rig.ask('PUT', '/api/destinations/shop/pause')
    await page.getByRole('button', { name: 'Resume' }).waitFor({ timeout: 5_000 })
  })

  it('is used by the keyboard, and in French', async () => {
    const { page } = visitor
    await page.goto('/')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.keyboard.press('/')
    await page.getByRole('searchbox').waitFor()
    await eventually(async () => {
      expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search')
    })
    await page.getByRole('grid').getByRole('row').first().focus()
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-rowindex') ?? document.activeElement?.getAttribute('data-key'),
      )
    const first = await focused()
    await page.keyboard.press('j')
    await eventually(async () => expect(await focused()).not.toBe(first))
    await page.keyboard.press('k')
    await eventually(async () => expect(await focused()).toBe(first))
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Account of local/ }).click()
    await page.getByRole('menuitem', { name: 'Français' }).click()
    await page.getByRole('heading', { level: 1, name: 'Prospects' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr')
    await expectAccessible(page)
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(visitor.offences).toEqual([])
  })
})
