/** The console by the keyboard alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Seeded, seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible } from './browser.ts'
import { type Desk, expectFocused, focusedRow, openDesk } from './desk.ts'

describe.skipIf(!browserPath)('the keyboard', () => {
  let desk: Desk
  let seeded: Seeded[]
  const heading = (name: string) => desk.page.getByRole('heading', { level: 1, name }).waitFor()

  beforeAll(async () => {
    desk = await openDesk({ destinations: { crm: {}, shop: {} } })
    seeded = await seed(
      desk.rig.ledger.db,
      Array.from({ length: 60 }, (_, n) => ({
        destination: 'crm',
        state: 'delivered',
        offer: 'contoso.app',
        reference: `record-${n}-of-crm`,
      })),
    )
  })
  afterAll(() => desk?.close())

  it('moves through rows, opens one, steps to its neighbours, and comes back to the row', async () => {
    const { page } = desk
    const ids = seeded.map(({ delivery }) => delivery).reverse()
    const leads = seeded.map(({ lead }) => lead).reverse()
    await page.goto('/deliveries')
    await page.getByRole('row').first().focus()
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await expectFocused(page, ids[2])
    await page.keyboard.press('k')
    await expectFocused(page, ids[1])
    await page.keyboard.press('Enter')
    await heading('Lead')
    await page.getByText('2 of 60').waitFor()
    await page.keyboard.press(']')
    await page.waitForURL(`**/leads/${leads[2]}`)
    await page.getByText('3 of 60').waitFor()
    await page.keyboard.press(']')
    await page.waitForURL(`**/leads/${leads[3]}`)
    await page.keyboard.press('[')
    await page.waitForURL(`**/leads/${leads[2]}`)
    await page.keyboard.press('Escape')
    await heading('Deliveries')
    await expectFocused(page, ids[2])
    expect(page.url()).toBe(`${desk.rig.hub.url}/deliveries`)
    // Beyond the first page.
    await page.keyboard.press('End')
    await eventually(async () => {
      await page.keyboard.press('End')
      expect(await focusedRow(page)).toBe(ids[59])
    })
  })

  it('opens a row in a new tab by Ctrl Enter', async () => {
    const { page, visitor } = desk
    await page.goto('/leads')
    await page.getByRole('row').first().focus()
    const [tab] = await Promise.all([visitor.context.waitForEvent('page'), page.keyboard.press('Control+Enter')])
    await tab.waitForURL(`**/leads/${seeded.at(-1)!.lead}`)
    await tab.close()
    await heading('Leads')
  })

  it('goes to anything by Ctrl K, and what is typed stands in no address', async () => {
    const { page } = desk
    await page.goto('/')
    await heading('Overview')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const go = async (text: string, found: string | RegExp) => {
      await page.keyboard.press('Control+k')
      const dialog = page.getByRole('dialog', { name: 'Go to' })
      await dialog.getByRole('searchbox').fill(text)
      await dialog.getByRole('menuitem', { name: found }).first().waitFor()
      await eventually(async () => {
        expect(await dialog.getByRole('menuitem').first().textContent()).toMatch(found)
      })
      return dialog
    }
    const dialog = await go('record-7-', /receipt/)
    await expectAccessible(page)
    await dialog.getByRole('searchbox').press('Enter')
    await page.waitForURL(`**/leads/${seeded[7]!.lead}`)
    await (await go(seeded[9]!.delivery, /delivery/)).getByRole('searchbox').press('Enter')
    await page.waitForURL(`**/leads/${seeded[9]!.lead}`)
    await (await go('sho', /^shop/)).getByRole('searchbox').press('Enter')
    await page.waitForURL('**/destinations/shop')
    await (await go('fail', /^Failed/)).getByRole('searchbox').press('Enter')
    await heading('Failed')
    expect(asked.filter((url) => url.includes('record-7'))).toEqual([])
  })

  it('copies the id of the row, and the link of the page', async () => {
    const { page, visitor } = desk
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await page.goto('/deliveries?state=delivered')
    await page.getByRole('row').first().focus()
    await page.keyboard.press('i')
    await page.getByText('The id is copied.').waitFor()
    expect(await copied()).toBe(seeded.at(-1)!.delivery)
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('.')
    await page.getByText('The link is copied.').waitFor()
    expect(await copied()).toBe(page.url())
  })

  it('lists its keys, and single letters can be switched off', async () => {
    const { page } = desk
    await page.goto('/')
    await heading('Overview')
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys' })
    for (const key of ['Shift x', '*', '[ ]', 'g f', 'u']) await dialog.getByText(key, { exact: true }).waitFor()
    await expectAccessible(page)
    await dialog.getByText('Single letters act').click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    await page.keyboard.press('?')
    // Keys with Ctrl are no single letters.
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    expect(await dialog.count()).toBe(0)
    expect(page.url()).toBe(`${desk.rig.hub.url}/`)
    await page.evaluate(() => localStorage.clear())
    expect(desk.visitor.offences).toEqual([])
  })
})
