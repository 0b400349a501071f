/** Finding leads, and acting on a set of them. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible } from './browser.ts'
import { type Desk, openDesk, speak } from './desk.ts'

describe.skipIf(!browserPath)('the page of leads', () => {
  let desk: Desk
  let ivan: string

  beforeAll(async () => {
    desk = await openDesk({
      destinations: { shop: {} },
      routes: [{ name: 'all', offers: ['contoso.*'], to: ['shop'] }],
    })
  })
  afterAll(() => desk?.close())

  it('says what will appear when nothing has come in yet', async () => {
    const { page } = desk
    await page.goto('/leads')
    await page.getByText('No lead has come in yet.').waitFor()
    await page.getByText('Looked at').waitFor()
    await expectAccessible(page)
  })

  it('finds by words in any script, by company, and by the beginning of a receipt; the text stands in no address', async () => {
    const { page, rig } = desk
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const details = (lastName: string, company: string, email: string) => ({
      userDetails: { lastName, company, email },
    })
    const muller = await rig.send('', 'contoso.app', details('Müller', 'Blue Yonder', 'mueller@contoso.com'))
    ivan = await rig.send('', 'contoso.app', details('Иванов', 'Northwind', 'ivanov@contoso.com'))
    const { receipt } = await rig.until(ivan, 'shop', 'delivered')
    await rig.until(muller, 'shop', 'delivered')
    await page.goto('/leads')
    const box = page.getByRole('searchbox')
    const only = async (text: string, lead: string) => {
      await box.fill(text)
      await eventually(async () => {
        const rows = await page.getByRole('row').evaluateAll((all) => all.map((row) => row.getAttribute('data-row')))
        expect(rows).toEqual([lead])
      })
    }
    await only('mül', muller)
    await only('ива', ivan)
    await only('blue yon', muller)
    await only(receipt.reference.slice(0, 20), ivan)
    expect(page.url()).toBe(`${rig.hub.url}/leads`)
    expect(asked.map(decodeURIComponent).filter((url) => /mül|ива|blue/i.test(url))).toEqual([])
    await page.keyboard.press('Escape')
    await box.fill('nobody at all')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Take the last filter away' }).click()
    await eventually(async () => expect(await page.getByRole('row').count()).toBe(2))
    expect(await page.getByRole('grid').textContent()).not.toMatch(/Müller|Иванов/)
  })

  it('reroutes chosen leads that went nowhere, after the count', async () => {
    const { page, rig } = desk
    const lost = await rig.send('lost@contoso.com', 'fabrikam.app')
    const kept = await rig.send('kept@contoso.com', 'fabrikam.app')
    await eventually(async () => expect((await rig.get(`/api/leads/${kept}`)).body.state).toBe('unrouted'))
    await rig.hub.reload(
      rig.configure({
        destinations: { shop: {} },
        tokens: false,
        routes: [{ name: 'all', offers: ['*'], to: ['shop'] }],
      }),
    )
    await page.goto('/leads?state=unrouted')
    await page.locator(`[data-row="${lost}"]`).getByRole('checkbox').click()
    await page.getByRole('button', { name: 'Reroute…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reroute leads' })
    await dialog.getByText('1 lead goes now; none is left out.').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Reroute 1' }).click()
    await page.getByText('1 lead is routed again.').waitFor()
    await rig.until(lost, 'shop', 'delivered')
    expect((await rig.get(`/api/leads/${kept}`)).body.state).toBe('unrouted')
  })

  it('exports what is chosen; all of it only within a period', async () => {
    const { page } = desk
    await page.goto('/leads')
    await page.getByRole('row').first().focus()
    await page.keyboard.press('*')
    expect(await page.getByRole('button', { name: 'Export' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await page.locator(`[data-row="${ivan}"]`).getByRole('checkbox').click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ])
    const text = await readFile(await download.path(), 'utf8')
    expect(text.trim().split('\n')).toHaveLength(2)
    expect(text).toContain(ivan)
    await page.getByText('The file is saved.', { exact: false }).waitFor()
  })

  it('opens a page of the bar, and the others under More, on a phone', async () => {
    const { page } = desk
    await page.setViewportSize({ width: 320, height: 700 })
    await page.goto('/')
    const bar = page.getByRole('navigation', { name: 'Pages' })
    await bar.getByRole('link', { name: 'Leads' }).click()
    await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor()
    expect(await bar.getByRole('link', { name: 'Destinations' }).isVisible()).toBe(false)
    await bar.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Destinations' }).click()
    await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor()
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('nav a, nav button, main button, main select')]
        .filter((one) => one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().height < 44)
        .map((one) => one.textContent),
    )
    expect(small).toEqual([])
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('is the same in French, and breaks no policy', async () => {
    const { page } = desk
    await page.goto('/leads')
    await speak(page, 'fr')
    await page.getByRole('row').first().getByRole('checkbox').click()
    await page.getByText('1 choisie').waitFor()
    await expectAccessible(page)
    await speak(page, 'en')
    expect(desk.visitor.offences).toEqual([])
  })
})
