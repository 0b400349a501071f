/** Erasures: what became of a person's leads and records. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, openBrowser, type Visitor, visit } from './browser.ts'
import { expectPageInBothLanguages } from './languages.ts'

describe.skipIf(!browserPath)('erasures', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let id: string
  let lead: string

  beforeAll(async () => {
    rig = await startRig({
      destinations: { sales: { settings: { erases: true } }, mail: {} },
      tokens: false,
    })
    rig.crm.script.set('DELETE /sales', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    lead = await rig.send('müller@contoso.com')
    for (const one of ['sales', 'mail']) await rig.until(lead, one, 'delivered')
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await visitor.page.goto(rig.hub.consoleLink()!)
    await visitor.page.getByRole('heading', { name: 'Overview' }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  it('appear by themselves, with what became of the records, and without a name', async () => {
    const { page } = visitor
    await page.goto('/replays')
    await page.getByRole('link', { name: 'Erasures' }).click()
    await page.getByText('No person was erased yet.').waitFor()
    const { body } = await rig.ask('POST', '/api/erasures', { email: 'müller@contoso.com' })
    id = body.id
    const row = page.getByRole('listitem').filter({ hasText: '1 of 1 leads erased' })
    await row.getByText('failed').waitFor()
    await row.getByText('a person has to delete it').waitFor()
    expect(await page.locator('body').textContent()).not.toMatch(/müller|@|Fabrikam/i)
    await row.getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'Erasure' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/erasures/${id}`)
  })

  it('tell per destination what is wrong and what to do', async () => {
    const { page } = visitor
    const record = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'sales' }) })
    await record.getByText('Make a new one and enter it.').waitFor()
    await record.getByText('asked once').waitFor()
    const { body } = await rig.get(`/api/erasures/${id}`)
    expect(body.items).toHaveLength(2)
    await expectPageInBothLanguages(page, `/erasures/${id}`, () =>
      page.getByRole('link', { name: 'sales', exact: true }).waitFor(),
    )
    await expectPageInBothLanguages(page, '/erasures', () => page.getByText('local').first().waitFor())
  })

  it('ask the far ends again', async () => {
    const { page } = visitor
    await page.goto(`/erasures/${id}`)
    rig.crm.script.clear()
    await page.getByRole('button', { name: 'Ask the far ends again' }).click()
    await page.getByText(/records? (is|are) asked for again/).waitFor()
    const record = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'sales' }) })
    await record.getByText('erased').waitFor()
    await eventually(() => expect(rig.crm.erased).toHaveLength(1))
    expect(visitor.offences).toEqual([])
  })
})
