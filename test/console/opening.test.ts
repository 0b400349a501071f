/** Every page opens without a refused question, and the keys and dialogs of the pages do what they say. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Seeded, seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, loaded } from './browser.ts'
import { type Desk, expectFocused, openDesk, rowsOf } from './desk.ts'

const slow = { timeout: 30_000 }

describe.skipIf(!browserPath)('the pages', { timeout: 120_000 }, () => {
  let desk: Desk
  let page: Page
  let rejected: Seeded[]
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor(slow)
  const focused = () =>
    page.evaluate(() => {
      const { tagName, textContent, ariaLabel } = document.activeElement as HTMLElement
      return { tagName, text: ariaLabel ?? textContent ?? '' }
    })
  const expectKept = (text: string | RegExp) =>
    eventually(async () => expect(await focused()).toMatchObject({ text: expect.stringMatching(text) }))

  beforeAll(async () => {
    desk = await openDesk({ destinations: { crm: {}, shop: {} } })
    page = desk.page
    rejected = await seed(
      desk.rig.ledger.db,
      Array(5).fill({ destination: 'shop', state: 'rejected', class: 'rejected', code: 'BAD', offer: 'contoso.bad' }),
    )
    await seed(desk.rig.ledger.db, [
      { destination: 'crm', state: 'delivered', offer: 'contoso.good' },
      { destination: 'crm', state: 'rejected', class: 'rejected', code: 'OTHER', offer: 'contoso.other' },
    ])
  })
  afterAll(() => desk?.close())

  it('ask the hub nothing that it refuses, and know the offers', async () => {
    const refused: string[] = []
    page.on('response', (reply) => {
      if (reply.status() >= 400) refused.push(`${reply.status()} ${reply.url()} at ${page.url()}`)
    })
    const places = ['/failed', '/leads', '/alerts', '/destinations', '/routing', '/sources', '/proof', '/config']
    const others = ['/deliveries', '/replays', '/audit', '/settings', '/erasures', '/destinations/crm', '/sources/web']
    const own = [`/leads/${await desk.rig.send('own@contoso.com')}`, `/deliveries/${rejected[0]!.delivery}`]
    for (const place of ['/', ...places, ...others, ...own]) {
      await page.goto(place)
      await page.getByRole('heading', { level: 1 }).waitFor(slow)
      await loaded(page)
    }
    expect(refused).toEqual([])
    for (const place of ['/leads', '/failed', '/deliveries']) {
      await page.goto(place)
      await page.getByLabel('Offer').locator('option[value="contoso.good"]').waitFor({ state: 'attached' })
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('searchbox').fill('contoso.go')
    await page.getByRole('menuitem', { name: /contoso\.good.*offer/ }).waitFor(slow)
    await page.keyboard.press('Escape')
  })

  it('of lists take their keys before a row has the focus, and Failed steps through its causes', async () => {
    await page.goto('/leads')
    await page.getByRole('row').first().waitFor()
    const rows = await rowsOf(page)
    await page.keyboard.press('j')
    await expectFocused(page, rows[0])
    await page.keyboard.press('j')
    await expectFocused(page, rows[1])
    await page.goto('/leads')
    await page.getByRole('row').first().waitFor()
    await page.keyboard.press('x')
    await page.getByText('1 chosen', { exact: true }).waitFor()
    await expectFocused(page, rows[0])
    await page.keyboard.press('*')
    await page.getByRole('region', { name: 'Chosen rows' }).waitFor()
    await page.keyboard.press('Escape')
    await page.goto('/failed')
    await page.getByRole('article').first().waitFor()
    await page.keyboard.press('j')
    await expectKept('shop rejected BAD')
    await page.keyboard.press('j')
    await expectKept('crm rejected OTHER')
    await page.keyboard.press('k')
    await expectKept('shop rejected BAD')
  })

  it('close their dialog when they are left, and Ctrl K waits for its answer', async () => {
    await page.goto('/')
    await heading('Overview')
    await page.getByRole('link', { name: 'Failed', exact: true }).first().click()
    await heading('Failed')
    await page
      .getByRole('article', { name: /^shop/ })
      .getByRole('button', { name: /^Replay/ })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Replay 5' }).waitFor(slow)
    await page.keyboard.press('Control+k')
    await page.keyboard.press('t')
    expect(await page.getByRole('searchbox').count()).toBe(0)
    expect(await dialog.count()).toBe(1)
    await page.goBack()
    await heading('Overview')
    await dialog.waitFor({ state: 'detached' })
  })

  it('give the focus back after an act, and u takes back a replay after the page was loaded again', async () => {
    const { rig } = desk
    await rig.ask('PUT', '/api/destinations/shop/pause')
    await page.goto('/failed')
    await page
      .getByRole('article', { name: /^shop/ })
      .getByRole('button', { name: /^Replay/ })
      .click()
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Replay 5' })
    await eventually(async () => expect(await confirm.isEnabled()).toBe(true), slow)
    await confirm.click()
    await dialog.getByRole('button', { name: 'Close' }).waitFor(slow)
    await eventually(async () => {
      expect(await dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true)
    })
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await eventually(async () => expect((await focused()).tagName).not.toBe('BODY'))
    await page.reload()
    await heading('Failed')
    await page.keyboard.press('u')
    await page.getByText('5 deliveries were taken back; 0 had moved on.').waitFor(slow)
    await page.keyboard.press('u')
    await page.getByText('There is nothing to undo.').waitFor(slow)
    await rig.ask('DELETE', '/api/destinations/shop/pause')
  })

  it('keep a dialog that is filled in when somebody else acts, and tell who was faster; moments past are past', async () => {
    const { rig } = desk
    await page.goto('/destinations/crm')
    await page.getByRole('button', { name: 'Hold…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('the other office asked for it')
    const { status } = await rig.ask('PUT', '/api/destinations/crm/hold', { reason: 'mine' })
    expect(status).toBe(200)
    await page.getByText(/holds it since/).waitFor({ state: 'attached', ...slow })
    const told = await page.getByText(/holds it since/).textContent()
    expect(told).toMatch(/\((now|\d+ seconds? ago)\)/)
    expect(await dialog.getByRole('textbox').inputValue()).toBe('the other office asked for it')
    await dialog.getByRole('button', { name: 'Hold crm' }).click()
    await dialog.getByRole('alert').getByText('Nothing was done').waitFor(slow)
    await dialog.getByRole('button', { name: 'Back' }).click()
    await dialog.waitFor({ state: 'detached' })
    await eventually(async () => expect((await focused()).tagName).not.toBe('BODY'))
    await rig.ask('DELETE', '/api/destinations/crm/hold')
  })

  it('tell no future of what has happened, whatever this computer’s clock shows', async () => {
    const other = await desk.visitor.context.newPage()
    await other.clock.install({ time: Date.now() - 50_000 })
    await other.goto('/destinations')
    await other.getByRole('heading', { level: 1 }).waitFor(slow)
    await other.locator('time').first().waitFor(slow)
    expect((await other.locator('time').allTextContents()).filter((text) => /\bin \d/.test(text))).toEqual([])
    await other.goto('/')
    const asOf = other
      .getByText(/^As of/)
      .last()
      .locator('time')
    await asOf.waitFor(slow)
    const shown = Date.parse((await asOf.getAttribute('datetime')) ?? '')
    expect(Math.abs(Date.now() - shown)).toBeLessThan(30_000)
    await other.close()
  })

  it('send one test lead at a double click', async () => {
    const { rig } = desk
    const before = (await rig.get('/api/leads?count=true')).body.count
    await page.goto('/destinations/crm')
    await page.getByRole('button', { name: 'Send a test lead' }).dblclick()
    await page.getByRole('link', { name: /test lead/i }).waitFor(slow)
    expect((await rig.get('/api/leads?count=true')).body.count).toBe(before + 1)
  })

  it('count the rows that they show, speak of new ones once in a while, and give the focus to the newest', async () => {
    const { rig } = desk
    await page.goto('/leads')
    await page.getByRole('row').first().waitFor()
    const shown = (await rowsOf(page)).length
    const count = page.getByText(`${shown} leads`, { exact: true })
    await count.waitFor()
    await page.evaluate(() => {
      const spoken: string[] = []
      Object.assign(globalThis, { spoken })
      new MutationObserver((all) => {
        for (const { target } of all) {
          const element = target instanceof Element ? target : target.parentElement
          const text = element?.closest('[aria-live]')?.textContent
          if (text) spoken.push(text)
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    for (let n = 1; n <= 4; n++) {
      await rig.send(`new${n}@contoso.com`)
      await page.getByRole('button', { name: `${n} new` }).waitFor(slow)
    }
    await count.waitFor()
    const spoken = await page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken)
    expect(spoken[0]).toBe('1 new')
    expect(spoken.length).toBeLessThan(4)
    await page.getByRole('button', { name: '4 new' }).click()
    await page.getByText(`${shown + 4} leads`, { exact: true }).waitFor()
    await eventually(async () => expectFocused(page, (await rowsOf(page))[0]))
  })

  it('leave nothing of a search behind after the person signed out', async () => {
    await page.goto('/leads')
    await page.getByRole('searchbox').fill('new3@contoso')
    await eventually(async () => expect(await rowsOf(page)).toHaveLength(1), slow)
    const kept = () => page.evaluate(() => JSON.stringify([history.state, { ...sessionStorage }]))
    await page.reload()
    await eventually(async () => expect(await page.getByRole('searchbox').inputValue()).toBe('new3@contoso'))
    expect(await page.evaluate(() => JSON.stringify(history.state))).not.toContain('new3')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await heading('Sign in')
    expect(await kept()).not.toContain('new3')
    await page.goBack()
    await heading('Sign in')
    expect(await kept()).not.toContain('new3')
    expect(desk.visitor.offences).toEqual([])
  })
})
