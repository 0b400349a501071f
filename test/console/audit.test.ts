/** Who did what, when. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayIn } from '../../console/app/zone.ts'
import { periodOf, startOfDay } from '../../console/pages/audit/days.ts'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, openBrowser, type Visitor, visit } from './browser.ts'
import { expectPageInBothLanguages } from './languages.ts'

describe('a day', () => {
  it.each([
    ['2026-11-29', 'UTC', '2026-11-29T00:00:00.000Z'],
    ['2026-11-29', 'Europe/Paris', '2026-11-28T23:00:00.000Z'],
    ['2026-03-29', 'Europe/Paris', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Paris', '2026-03-29T22:00:00.000Z'],
    ['2026-11-29', 'Asia/Kathmandu', '2026-11-28T18:15:00.000Z'],
    ['2026-11-29', 'America/St_Johns', '2026-11-29T03:30:00.000Z'],
  ] as const)('%s begins in %s at %s', (day, zone, at) => {
    expect(startOfDay(day, zone).toISOString()).toBe(at)
    expect(dayIn(at, zone)).toBe(day)
  })

  it('is included in a period that ends with it', () => {
    expect(periodOf('2026-10-25', '2026-10-25', 'Europe/Paris')).toEqual({
      from: '2026-10-24T22:00:00.000Z',
      to: '2026-10-25T23:00:00.000Z',
    })
    expect(periodOf(undefined, undefined, 'UTC')).toEqual({})
    expect(Date.parse(periodOf('-24h', undefined, 'UTC').from ?? '')).toBeLessThan(Date.now() - 23 * 3_600_000)
  })
})

describe.skipIf(!browserPath)('the audit', () => {
  let rig: Rig
  let browser: Browser
  let anna: Visitor
  let reader: Visitor
  let lead: string
  let delivery: string

  beforeAll(async () => {
    rig = await startRig({ destinations: { shop: {}, strict: {} } })
    rig.crm.script.set('/strict', () => ({ status: 422, code: 'TOO_LONG' }))
    lead = await rig.send('müller@contoso.com')
    delivery = (await rig.until(lead, 'strict', 'rejected')).id
    browser = await openBrowser()
    anna = await visit(browser, rig.hub.url)
    reader = await visit(browser, rig.hub.url)
    await signIn(anna, tokens.operator)
    await signIn(reader, tokens.viewer)
    await rig.ask('PUT', '/api/destinations/shop/hold', { reason: 'a new key comes' })
    await rig.ask('POST', `/api/leads/${lead}/reveals`)
    await rig.ask('POST', `/api/deliveries/${delivery}/cancellations`)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  async function signIn({ page }: Visitor, token: string): Promise<void> {
    await page.goto('/audit')
    await page.getByLabel('Token').fill(token)
    await page.getByRole('button', { name: 'Sign in with a token' }).click()
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
  }
  const rows = () => anna.page.getByRole('list', { name: 'Audit' }).getByRole('listitem')

  it('tells the newest act first, in words, with the reason, and no data of a lead', async () => {
    const { page } = anna
    await page.goto('/audit')
    await eventually(async () => expect(await rows().count()).toBe(5))
    const told = await rows().allTextContents()
    expect(told[0]).toMatch(/anna.*cancelled delivery …[0-9a-f]{8} state before: rejected/)
    expect(told[1]).toMatch(/anna.*revealed lead …[0-9a-f]{8}/)
    expect(told[2]).toMatch(/anna.*held shop .*reason: a new key comes/)
    expect(told[3]).toMatch(/reader.*signed in/)
    expect(told.join()).not.toMatch(/@|müller|Fabrikam/i)
  })

  it.each([
    ['cancelled', 'Delivery'],
    ['revealed', 'Lead'],
    ['held', 'shop'],
    ['signed in', 'Settings'],
  ])('leads from what was %s to its page', async (did, title) => {
    const { page } = anna
    await page.goto('/audit')
    await rows().filter({ hasText: did }).first().getByRole('link').first().click()
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
  })

  it('is filtered by person, act and day, which stand in the address', async () => {
    const { page } = anna
    await page.goto('/audit')
    await page.getByRole('combobox', { name: 'Who' }).selectOption('reader')
    await eventually(async () => expect(await rows().count()).toBe(1))
    expect(page.url()).toBe(`${rig.hub.url}/audit?actor=reader`)
    await page.goto('/audit?action=hold&from=-24h')
    await rows().getByText('held').waitFor()
    expect(await rows().count()).toBe(1)
    const today = await page.getByLabel('From').inputValue()
    expect(today).toMatch(/^\d{4}-\d\d-\d\d$/)
    await page.getByLabel('From').fill('2026-01-01')
    await page.getByLabel('To', { exact: true }).fill('2026-01-02')
    await page.getByText('No act matches the filter.').waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/audit?action=hold&from=2026-01-01&to=2026-01-02`)
    await page.reload()
    await page.getByText('No act matches the filter.').waitFor()
    await page.getByRole('button', { name: 'Take the filters away' }).click()
    await eventually(async () => expect(await rows().count()).toBe(5))
    expect(page.url()).toBe(`${rig.hub.url}/audit`)
    await page.goto(`/audit?subject=${delivery}`)
    await page.getByText('Only what was done to').waitFor()
    await eventually(async () => expect(await rows().count()).toBe(1))
  })

  it('moves nothing under the reader: new acts wait behind a button', async () => {
    const { page } = anna
    await page.goto('/audit?actor=anna')
    await rows().first().getByText('cancelled').waitFor()
    const before = await rows().count()
    await rig.ask('DELETE', '/api/destinations/shop/hold')
    await rig.ask('PUT', '/api/destinations/shop/pause')
    await page.getByRole('button', { name: '2 new acts' }).waitFor()
    expect(await rows().count()).toBe(before)
    await page.getByRole('button', { name: '2 new acts' }).click()
    await rows().first().getByText('paused').waitFor()
    expect(await rows().count()).toBe(before + 2)
  })

  it.each([
    ['/audit', 'shop'],
    ['/audit?action=approve', 'approve'],
  ])('%s can be used by everybody', async (path, text) => {
    const { page } = anna
    const ready = () =>
      page.locator(`main :text-is('${text}'), option[value=${text}]`).first().waitFor({ state: 'attached' })
    await expectPageInBothLanguages(page, path, ready)
  })

  it('shows more at the end of a page', async () => {
    const { page } = anna
    for (let n = 0; n < 30; n++) {
      await rig.ask('DELETE', '/api/destinations/shop/pause')
      await rig.ask('PUT', '/api/destinations/shop/pause')
    }
    await page.goto('/audit')
    await eventually(async () => expect(await rows().count()).toBe(50))
    await page.getByRole('button', { name: 'Show more' }).click()
    await eventually(async () => expect(await rows().count()).toBe(67))
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
  })

  it('shows a viewer who acted and on what, and no reason', async () => {
    const { page } = reader
    await page.goto('/audit?action=hold')
    const list = page.getByRole('list', { name: 'Audit' })
    await list.getByRole('link', { name: 'shop' }).waitFor()
    expect(await list.textContent()).not.toContain('a new key comes')
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect([...anna.offences, ...reader.offences]).toEqual([])
  })
})
