/** Who is signed in, and how the console looks in this browser. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { type Rig, startRig } from '../api/rig.ts'
import { browserPath, openBrowser, type Visitor, visit } from './browser.ts'
import { expectPageInBothLanguages } from './languages.ts'

describe.skipIf(!browserPath)('the settings', () => {
  let rig: Rig
  let browser: Browser
  let anna: Visitor
  let vera: Visitor
  const passwords = { anna: 'a long password of anna', vera: 'a long password of vera' }

  beforeAll(async () => {
    const [ANNA, VERA] = await Promise.all([hashPassword(passwords.anna), hashPassword(passwords.vera)])
    rig = await startRig({
      destinations: { crm: {} },
      api: {
        users: [
          { name: 'anna', hash: '${env:ANNA}', role: 'operator' },
          { name: 'vera', hash: '${env:VERA}' },
        ],
      },
      variables: { ANNA, VERA },
    })
    browser = await openBrowser()
    anna = await visit(browser, rig.hub.url)
    vera = await visit(browser, rig.hub.url)
    await signIn(anna, 'anna')
    await signIn(vera, 'vera')
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  async function signIn({ page }: Visitor, name: keyof typeof passwords): Promise<void> {
    await page.goto('/settings')
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByLabel('Password').fill(passwords[name])
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  }
  const kept = (name: string) => anna.page.evaluate((key) => localStorage.getItem(`leadyard-${key}`), name)

  it('are reached from the account, and tell who is signed in, as what and how', async () => {
    const { page } = anna
    await page.goto('/')
    await page.getByRole('button', { name: /^Account of anna/ }).click()
    await page.getByRole('menuitem', { name: 'Settings' }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    const told = await page.getByRole('definition').allTextContents()
    expect(told.slice(0, 3)).toEqual(['anna', 'operator', 'with a password'])
    expect(told[3]).toMatch(/in 8 hours/)
  })

  it('show a viewer no session of others', async () => {
    const { page } = vera
    await page.getByText('Operators see all sessions').waitFor()
    expect(await page.locator('main').textContent()).not.toContain('anna')
    await expectPageInBothLanguages(page, '/settings', () => page.getByText('vera').first().waitFor())
  })

  it('mark the own session, and end another one at once', async () => {
    const { page } = anna
    const list = page.getByRole('list', { name: 'Who is signed in' })
    await list.getByRole('listitem').filter({ hasText: 'anna' }).getByText('this session').waitFor()
    expect(await list.getByText('this session').count()).toBe(1)
    await page.getByRole('button', { name: 'End the session of vera' }).press('Enter')
    await page.getByText('The session of vera is ended.').waitFor()
    await list.getByText('vera').waitFor({ state: 'detached' })
    expect(await list.evaluate((one) => one.contains(document.activeElement))).toBe(true)
    expect((await vera.page.request.get('/api/me')).status()).toBe(401)
    await vera.page.getByRole('heading', { level: 1, name: /Sign in|Connexion/ }).waitFor()
    const { body } = await rig.get('/api/audit?action=sign-out')
    expect(body.items[0]).toMatchObject({ actor: 'anna', detail: { of: 'vera' } })
  })

  it('change the theme, the language and the time zone at once, and for the next visit', async () => {
    const { page } = anna
    await page.getByRole('radio', { name: 'dark' }).check()
    expect(await page.evaluate(() => document.documentElement.className)).toBe('dark')
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo')
    await page.getByRole('radio', { name: 'Français' }).click()
    await page.getByRole('heading', { level: 1, name: 'Réglages' }).waitFor()
    const focused = page.getByRole('radio', { name: 'Français' })
    expect(await focused.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Réglages' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.className)).toBe('dark')
    expect(await page.getByRole('combobox', { name: 'Fuseau horaire' }).inputValue()).toBe('Asia/Tokyo')
    expect(await Promise.all(['theme', 'language', 'zone'].map(kept))).toEqual(['dark', 'fr', 'Asia/Tokyo'])
    await page.getByRole('radio', { name: 'English' }).click()
    await page.getByRole('radio', { name: 'as the system' }).check()
  })

  it('switch single letters off', async () => {
    const { page } = anna
    await page.getByText('Single letters act', { exact: true }).click()
    expect(await kept('letters')).toBe('no')
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByText('Single letters act', { exact: true }).click()
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
  })

  it('keep no name and no session in the browser, and can be used by everybody', async () => {
    const { page } = anna
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(stored).not.toMatch(/anna|vera|@/)
    await expectPageInBothLanguages(page, '/settings', () => page.getByText('anna').first().waitFor())
  })

  it('sign out where they end the own session', async () => {
    const { page } = anna
    await page.goto('/settings')
    await page.locator('main').getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect([...anna.offences, ...vera.offences]).toEqual([])
  })
})
