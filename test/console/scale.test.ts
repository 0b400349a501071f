/** A long list in a real browser, and what is asked for when a page is opened. */
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pages } from '../../console/app/pages.ts'
import { type Seeded, seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, loaded } from './browser.ts'
import { type Desk, expectFocused, focusedRow, openDesk } from './desk.ts'

const leads = 20_000
const scrolled = 10_000
/** The window, what is near it, and the block of the focus. */
const mostRows = 200

interface Scrolled {
  /** The ids by their place in the list, from 1. */
  rows: [place: number, id: string][]
  most: number
  twice: string[]
}

/** Scrolls by half a window until the place is reached, and tells every row that was in the document. */
function scrollTo(page: Page, place: number): Promise<Scrolled> {
  return page.evaluate(async (until): Promise<Scrolled> => {
    const seen = new Map<number, string>()
    const twice: string[] = []
    let most = 0
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    const rowAt = (y: number) => document.elementFromPoint(innerWidth / 2, y)?.closest('[data-row]')
    function look(): void {
      const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
      most = Math.max(most, rows.length)
      for (const row of rows) {
        const at = Number(row.getAttribute('aria-rowindex'))
        const id = row.dataset['row'] ?? ''
        if (seen.has(at) && seen.get(at) !== id) twice.push(`${at} is ${seen.get(at)} and ${id}`)
        seen.set(at, id)
      }
    }
    while (Math.max(0, ...[...seen.keys()].slice(-1)) < until) {
      scrollBy(0, innerHeight / 2)
      await frame()
      // Until the rows of this place are there.
      while (!rowAt(innerHeight / 2)) await frame()
      look()
    }
    return { rows: [...seen].sort(([a], [b]) => a - b), most, twice }
  }, place)
}

/** Operations of the hub that a page asked for, by method, address and body. */
function asked(requests: readonly Request[]): string[] {
  return requests
    .map((one) =>
      `${one.method()} ${new URL(one.url()).pathname}${new URL(one.url()).search} ${one.postData() ?? ''}`.trim(),
    )
    .filter((one) => one.includes(' /api/') && !one.includes('/api/changes'))
    .sort()
}

/** @param urls paths without a query */
function placeIn(urls: readonly string[]) {
  return (read: string) => urls.indexOf(`/api${read.split('?')[0]}`)
}

describe.skipIf(!browserPath)('20,000 leads', () => {
  let desk: Desk
  /** Newest first, as lists show them. */
  let seeded: Seeded[]

  beforeAll(async () => {
    desk = await openDesk({ destinations: { shop: {}, crm: {} } })
    seeded = await seed(
      desk.rig.ledger.db,
      Array.from({ length: leads }, (_, n) => ({
        destination: n % 2 === 0 ? 'shop' : 'crm',
        state: n % 4 === 0 ? 'rejected' : 'delivered',
        ...(n % 4 === 0 ? { class: 'rejected', code: 'HTTP_422' } : {}),
        offer: 'contoso.app',
      })),
    )
    seeded.reverse()
  })
  afterAll(() => desk?.close())

  it('scroll by in order, each once, with few of them in the document and the focus kept; Back returns to the place', async () => {
    const { page } = desk
    await page.goto('/leads')
    await page.getByText('more than 10,000').first().waitFor()
    await page.getByRole('row').first().focus()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expectFocused(page, seeded[2]!.lead)

    const { rows, most, twice } = await scrollTo(page, scrolled)
    expect(twice).toEqual([])
    expect(most).toBeLessThanOrEqual(mostRows)
    expect(rows.length).toBeGreaterThanOrEqual(scrolled)
    expect(rows).toEqual(seeded.slice(0, rows.length).map(({ lead }, n) => [n + 1, lead]))
    expect(await focusedRow(page)).toBe(seeded[2]!.lead)

    const last = seeded[scrolled - 1]!.lead
    await page.locator(`[data-row="${last}"]`).scrollIntoViewIfNeeded()
    const before = await page.evaluate(() => scrollY)
    await page.locator(`[data-row="${last}"]`).click()
    await page.waitForURL(`**/leads/${last}`)
    await page
      .getByText('10000 of', { exact: false })
      .or(page.getByText('10,000 of', { exact: false }))
      .first()
      .waitFor()
    await page.goBack()
    await expectFocused(page, last)
    await eventually(async () => {
      const { top, height, at } = await page.locator(`[data-row="${last}"]`).evaluate((row) => ({
        ...{ top: row.getBoundingClientRect().top, height: innerHeight, at: row.getAttribute('aria-rowindex') },
      }))
      expect(at).toBe(String(scrolled))
      expect(top).toBeGreaterThan(0)
      expect(top).toBeLessThan(height)
    })
    expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(800)
    await page.keyboard.press('ArrowUp')
    await expectFocused(page, seeded[scrolled - 2]!.lead)
    await page.keyboard.press('Home')
    await expectFocused(page, seeded[0]!.lead)
    expect(await page.getByRole('row').count()).toBeLessThanOrEqual(mostRows)
  }, 300_000)

  it('are counted exactly where they can be', async () => {
    const { page } = desk
    await page.goto('/deliveries?state=rejected')
    await page.getByText('5,000 deliveries').waitFor()
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('5000')
    await page
      .getByLabel('Offer')
      .getByRole('option', { name: 'contoso.app' })
      .or(page.getByLabel('Offer'))
      .first()
      .waitFor()
  })

  it.each(Object.keys(pages).filter((path) => !path.includes('$')))(
    'a page asks for its reads before its code, for none in vain, and for none twice: %s',
    async (path) => {
      const { page } = desk
      const open = async (address: string) => {
        const requests: Request[] = []
        const refused: string[] = []
        const keep = (request: Request) => void requests.push(request)
        page.on('request', keep)
        page.on('response', (reply) => reply.status() >= 400 && refused.push(reply.url()))
        await page.goto('about:blank')
        await page.goto(address)
        await page.locator('main h1').waitFor()
        await loaded(page)
        page.off('request', keep)
        expect(refused).toEqual([])
        return requests
      }
      const requests = await open(path)
      const early = (pages as Record<string, { reads?: readonly { path: string }[] }>)[path]?.reads ?? []
      // With something after `#`, nothing is asked early.
      const needed = asked(await open(`${path}#late`))
      const done = asked(requests)
      expect(done).toEqual([...new Set(done)])
      const paths = done.map((one) => one.split(' ')[1])
      expect(paths).toEqual(expect.arrayContaining(early.map((read) => `/api${read.path}`)))
      expect(needed).toEqual(expect.arrayContaining(done))
      const html = await (await fetch(desk.rig.hub.url, { headers: { accept: 'text/html' } })).text()
      const urls = requests.map((one) => new URL(one.url()).pathname)
      const code = urls.findIndex((url) => url.endsWith('.js') && !html.includes(url))
      expect(code).toBeGreaterThan(Math.max(...['/me', ...early.map((read) => read.path)].map(placeIn(urls))))
    },
  )
})
