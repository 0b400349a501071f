/** Lists that change while somebody looks at them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Seeded, seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath } from './browser.ts'
import { type Desk, expectFocused, openDesk, rowsOf } from './desk.ts'

describe.skipIf(!browserPath)('a list', () => {
  let desk: Desk
  let seeded: Seeded[]

  beforeAll(async () => {
    desk = await openDesk({ destinations: { crm: {}, shop: {} } })
    await desk.rig.ask('PUT', '/api/destinations/shop/pause')
    seeded = await seed(
      desk.rig.ledger.db,
      Array(30).fill({ destination: 'shop', state: 'rejected', class: 'rejected' }),
    )
  })
  afterAll(() => desk?.close())

  it('patches the rows in view, counts new ones, and moves nothing', async () => {
    const { page, rig } = desk
    await page.goto('/deliveries?destination=shop')
    await page.getByRole('row').nth(2).focus()
    const before = await rowsOf(page)
    const place = await page.getByRole('row').nth(2).boundingBox()
    await rig.ask('POST', `/api/deliveries/${before[1]}/cancellations`)
    await page.getByRole('row').nth(1).getByText('cancelled').waitFor()
    await rig.send('new@contoso.com')
    await rig.send('newer@contoso.com')
    const fresh = page.getByRole('button', { name: '2 new' })
    await fresh.waitFor()
    // One voice speaks for all that changes by itself, and not at each lead.
    await eventually(async () => {
      expect(
        await page
          .locator('[aria-live=polite]')
          .filter({ hasText: /^[12] new$/ })
          .count(),
      ).toBe(1)
    })
    expect(await rowsOf(page)).toEqual(before)
    expect(await page.getByRole('row').nth(2).boundingBox()).toEqual(place)
    await expectFocused(page, before[2])
    await fresh.click()
    await eventually(async () => expect((await rowsOf(page)).slice(2, 4)).toEqual(before.slice(0, 2)))
    expect(await page.getByRole('button', { name: /new$/ }).count()).toBe(0)
  })

  it('is not asked for while nobody looks at it, and is brought up to date then', async () => {
    const { page, rig } = desk
    await page.goto('/deliveries?destination=shop')
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('row').first().waitFor()
    const hide = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    await hide(true)
    let asked = 0
    page.on('request', (request) => (asked += request.url().includes('/deliveries') ? 1 : 0))
    await rig.ask('POST', `/api/deliveries/${seeded[0]!.delivery}/cancellations`)
    // Another tab of the browser hears of the change at the same moment.
    const other = await desk.visitor.context.newPage()
    await other.goto('/deliveries?destination=shop&state=cancelled')
    await other.getByRole('row').first().waitFor()
    await rig.ask('POST', `/api/deliveries/${seeded[1]!.delivery}/cancellations`)
    await other.getByRole('button', { name: /new$/ }).waitFor()
    expect(asked).toBe(0)
    await hide(false)
    await eventually(async () => expect(asked).toBeGreaterThan(0))
    await other.close()
  })

  it('has one stream for all tabs of the browser', async () => {
    const { visitor, page } = desk
    const streams: string[] = []
    visitor.context.on('request', (request) => request.url().endsWith('/api/changes') && streams.push(request.url()))
    const other = await visitor.context.newPage()
    await other.goto('/leads')
    await other.getByText('live', { exact: true }).waitFor()
    expect(streams).toEqual([])
    await page.goto('/leads')
    await other.close()
    await page.getByText('live', { exact: true }).waitFor()
  })

  it('of 10,000 rows keeps a few in the document, and never stops the page for long', async () => {
    const { page, rig } = desk
    await seed(
      rig.ledger.db,
      Array.from({ length: 10_050 }, () => ({ destination: 'crm', state: 'delivered', offer: 'contoso.many' })),
    )
    await page.goto('/deliveries?destination=crm')
    await page.getByText('more than 10,000 deliveries').waitFor()
    await page.evaluate(() => {
      const tasks: number[] = []
      Object.assign(globalThis, { tasks })
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: 'longtask',
      })
    })
    let most = 0
    await eventually(
      async () => {
        await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
        const { drawn, last } = await page.evaluate(() => {
          const rows = [...document.querySelectorAll('[data-row]')]
          return { drawn: rows.length, last: Number(rows.at(-1)?.getAttribute('aria-rowindex')) }
        })
        most = Math.max(most, drawn)
        expect(last).toBeGreaterThan(1_000)
      },
      { timeout: 50_000 },
    )
    expect(most).toBeLessThanOrEqual(500)
    const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks)
    console.info(`long tasks while 1,000 rows came: ${tasks.length}, the longest ${Math.max(0, ...tasks)} ms`)
    expect(desk.visitor.offences).toEqual([])
  })
})
