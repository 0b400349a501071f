/** Words that a person meets: of the sign-in, in French, on a phone, and of a lead whose deliveries differ. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { browserPath, expectAccessible, visit } from './browser.ts'
import { type Desk, openDesk, speak } from './desk.ts'

describe.skipIf(!browserPath)('the words of the console', () => {
  let desk: Desk
  let lead: string
  beforeAll(async () => {
    desk = await openDesk({ destinations: { shop: {}, crm: {} } })
    const { rig } = desk
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    lead = await rig.send('one@contoso.com')
    await rig.until(lead, 'shop', 'delivered')
    await rig.until(lead, 'crm', 'held')
  })
  afterAll(() => desk?.close())

  it('ask a person to sign in without words of the API, with the focus in the field', async () => {
    const other = await visit(desk.browser, desk.rig.hub.url)
    const { page } = other
    await page.goto('/')
    await page.getByRole('heading', { level: 1, name: 'Sign in to Leadyard' }).waitFor()
    await page.getByText('npm run leadyard -- console', { exact: true }).waitFor()
    expect(await page.textContent('main')).not.toMatch(/Authorization|Bearer/)
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name'))
    expect(await focused()).toBe('token')
    expect(other.offences).toEqual([])
    await other.close()
  })

  it('give a lead the same state on its page as in the list', async () => {
    const { page } = desk
    await page.goto(`/leads/${lead}`)
    const title = page.getByRole('banner').or(page.locator('main header'))
    await title.getByText('held').waitFor()
    expect(await title.getByText('routed').count()).toBe(0)
  })

  it('are marked as English where they stay English', async () => {
    const { page } = desk
    await page.goto('/')
    await speak(page, 'fr')
    const item = page.getByRole('article', { name: 'retenue crm' })
    const spoken = (text: string) =>
      item
        .getByText(text)
        .first()
        .evaluate((element) => element.closest('[lang]')?.getAttribute('lang'))
    expect(await spoken('The access token has ended.')).toBe('en')
    expect(await spoken('The token was made for a year.')).toBe('en')
    expect(await spoken('Make a new one and enter it.')).toBe('en')
    expect(await spoken('Que faire')).toBe('fr')
  })

  it('stay whole in the bar of a phone, in French', async () => {
    const { page } = desk
    await page.setViewportSize({ width: 320, height: 640 })
    const bar = page.getByRole('navigation', { name: 'Pages' })
    const broken = await bar.evaluate((nav) =>
      [...nav.querySelectorAll('a, button')].flatMap((place) => {
        const text = document.createTreeWalker(place, NodeFilter.SHOW_TEXT).nextNode()
        const words = [...(text?.textContent ?? '').matchAll(/\S+/g)]
        return words.flatMap(({ 0: word, index }) => {
          const range = document.createRange()
          range.setStart(text!, index)
          range.setEnd(text!, index + word.length)
          const spills =
            range.getBoundingClientRect().bottom > innerHeight || range.getBoundingClientRect().right > innerWidth
          return range.getClientRects().length > 1 || spills ? [word] : []
        })
      }),
    )
    expect(broken).toEqual([])
    await page.setViewportSize({ width: 1280, height: 800 })
    await speak(page, 'en')
  })

  it('fold what is long, in lists and on the page of the lead', async () => {
    const { page, rig } = desk
    const long = await rig.send('long@contoso.com', 'contoso.app', {
      userDetails: { email: 'long@contoso.com', lastName: 'Zwick '.repeat(500), company: 'Fabrikam' },
      description: 'All of our branches want it. '.repeat(1_000),
    })
    await rig.until(long, 'shop', 'delivered')
    await page.goto('/leads')
    await page.getByText('Show names').click()
    const row = page.locator(`[data-row="${long}"]`)
    await row.getByText('Zwick Zwick').waitFor()
    expect((await row.boundingBox())!.height).toBeLessThan(100)
    await page.goto(`/leads/${long}`)
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.getByRole('region', { name: 'description' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(4_000)
    await expectAccessible(page)
  })

  it('tell found leads apart while names are covered, and lead to all of them', async () => {
    const { page, rig } = desk
    for (let n = 0; n < 10; n++) {
      await rig.send(`amsel${n}@contoso.com`, 'contoso.app', {
        userDetails: { email: `amsel${n}@contoso.com`, lastName: 'Amsel' },
      })
    }
    await eventually(async () => {
      const { body } = await rig.ask('POST', '/api/leads/searches', { text: 'amsel', count: true })
      expect(body.count).toBe(10)
    })
    await page.goto('/')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog', { name: 'Go to' })
    await dialog.getByRole('searchbox').fill('amsel')
    const found = dialog.getByRole('menuitem').filter({ hasText: 'contoso.app' })
    await eventually(async () => expect(await found.count()).toBe(8))
    expect(new Set(await found.allTextContents()).size).toBe(8)
    await dialog.getByRole('menuitem', { name: 'Show all 10 leads that are found' }).click()
    await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor()
    await eventually(async () => expect(await page.getByRole('row').count()).toBe(10))
    expect(page.url()).toBe(`${rig.hub.url}/leads`)
  })

  it('ask for the id of an offer before a test lead is sent', async () => {
    const { page, rig } = desk
    await page.goto('/sources/web')
    const offer = page.getByRole('textbox', { name: 'Offer (publisher.offer)' })
    const send = page.getByRole('button', { name: 'Send a test lead' })
    for (const wrong of ['contoso app !! <b>', ' ', 'contoso']) {
      await offer.fill(wrong)
      await page.getByText('Enter the id of an offer, such as contoso.app').waitFor()
      expect(await send.isDisabled()).toBe(true)
    }
    await offer.fill('contoso.app')
    expect(await send.isEnabled()).toBe(true)
    const { status, body } = await rig.ask('POST', '/api/sources/web/test-leads', { offer: 'contoso app !! <b>' })
    expect([status, body.detail]).toEqual([400, expect.stringContaining('must be publisher.offer')])
  })

  it('erase a lead without an address alone, and offer no act on it afterwards', async () => {
    const { page, rig } = desk
    const one = await rig.send('', 'contoso.app', { userDetails: { lastName: 'Nomail', company: 'Fabrikam' } })
    await rig.until(one, 'crm', 'held')
    await page.goto(`/leads/${one}`)
    await page.getByRole('button', { name: 'Erase this person…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This lead is erased here. It has no e-mail address').waitFor()
    await dialog.getByLabel('Type 1 to confirm').fill('1')
    await dialog.getByRole('button', { name: 'Erase the person' }).click()
    await dialog.getByText('1 of 1 leads erased.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.locator('main header').getByText('erased').waitFor()
    for (const name of ['Reveal', 'Replay', 'Cancel…']) expect(await page.getByRole('button', { name }).count()).toBe(0)
    expect((await rig.get(`/api/leads/${lead}`)).body.state).toBe('routed')
  })

  it('say what is missing where nothing was entered, and what has to be put in', async () => {
    const { page } = desk
    await page.goto('/routing')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('alert').getByText('Paste a lead first, or insert an example.').waitFor()
    await page.getByRole('button', { name: 'Insert an example' }).click()
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('Nothing was sent.').first().waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('are no words of the API at a wrong address, in the audit and in a preview', async () => {
    const { page, rig } = desk
    await page.goto('/leads/not-an-id')
    await page.getByText('this is no id').first().waitFor()
    expect(await page.getByText('UUID').count()).toBe(0)
    await page.goto('/destinations/nowhere')
    const refused = page.getByRole('alert').filter({ hasText: 'No destination has this id.' })
    expect(await refused.first().textContent()).not.toContain('GET')
    await page.goto('/audit?action=erase')
    await page.getByText(lead.slice(-8)).or(page.getByText('leads:')).first().waitFor()
    expect(await page.locator('main').textContent()).not.toContain('["')
    // With a rejected delivery there is a plan, and it leaves the delivered one out.
    await seed(rig.ledger.db, [{ destination: 'shop', state: 'rejected' }])
    await page.goto('/deliveries?destination=shop')
    await eventually(async () => expect(await page.getByRole('row').count()).toBeGreaterThan(1))
    await page.getByRole('row').first().focus()
    await page.keyboard.press('*')
    await page.keyboard.press('r')
    const plan = page.getByRole('dialog')
    await plan.getByText('it arrived').first().waitFor()
    expect(await plan.textContent()).not.toContain('again: true')
    await page.keyboard.press('Escape')
  })

  it('go after a while where they are of one moment', async () => {
    const { page } = desk
    await page.clock.install()
    await page.goto('/destinations/crm')
    await page.getByRole('button', { name: 'Release' }).click()
    const notice = page.getByText('crm is released: one lead goes first.')
    await notice.waitFor()
    await page.clock.fastForward(15_000)
    await notice.waitFor({ state: 'detached' })
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(desk.visitor.offences).toEqual([])
  })
})
