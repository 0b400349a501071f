import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig } from '../api/rig.ts'
import { browserPath, expectAccessible, openBrowser, type Visitor, visit } from './browser.ts'

describe.skipIf(!browserPath)('the console', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor

  beforeAll(async () => {
    rig = await startRig({ destinations: { shop: {}, crm: {} }, tokens: false })
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    const lead = await rig.send('anna@contoso.com')
    await rig.until(lead, 'shop', 'delivered')
    await rig.until(lead, 'crm', 'held')
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

  it('shows a held destination with the vendor’s words and the remedy', async () => {
    const { page } = visitor
    await page.goto('/')
    await page.getByText('The access token has ended.').first().waitFor()
    await page.getByText('Make a new one and enter it.').first().waitFor()
    await expectAccessible(page)
    expect(visitor.offences).toEqual([])
  })
})
