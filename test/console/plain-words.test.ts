/** Words that a person meets: of the sign-in, in French, on a phone, and of a lead whose deliveries differ. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, visit } from './browser.ts'
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

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(desk.visitor.offences).toEqual([])
  })
})
