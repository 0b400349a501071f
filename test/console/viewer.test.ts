/** A person with a password, who may read and not act. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { type Rig, startRig } from '../api/rig.ts'
import { browserPath, expectAccessible, loaded, openBrowser, type Visitor, visit } from './browser.ts'

describe.skipIf(!browserPath)('a viewer', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor
  let lead: string
  const password = 'a long password of vera'

  beforeAll(async () => {
    rig = await startRig({
      destinations: { crm: {} },
      tokens: false,
      api: { users: [{ name: 'vera', hash: '${env:VERA}' }] },
      variables: { VERA: await hashPassword(password) },
    })
    rig.crm.script.set('/crm', () => ({ status: 401, code: 'TOKEN_ENDED' }))
    lead = await rig.send('anna@contoso.com')
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  it('signs in with a password, and comes to the page that was asked for', async () => {
    const { page } = visitor
    await page.goto('/failed?destination=crm')
    await page.getByRole('textbox', { name: 'Name' }).fill('vera')
    await page.getByLabel('Password').fill('a wrong password of vera')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor()
    await expectAccessible(page)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Failed' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/failed?destination=crm`)
  })

  it('sees the remedy and no buttons that act', async () => {
    const { page } = visitor
    await page.getByText('Make a new one and enter it.').waitFor()
    await page.getByText('Ask an operator to act.').waitFor()
    expect(await page.getByRole('button', { name: /Release|Check now|Replay/ }).count()).toBe(0)
  })

  it.each(['/', '/leads', '/deliveries', '/destinations/crm'])('sees no person at %s', async (path) => {
    const { page } = visitor
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await loaded(page)
    expect(await page.locator('body').textContent()).not.toMatch(/@|Fabrikam|anna/i)
    expect(await page.getByRole('searchbox').count()).toBe(0)
  })

  it('sees no person on the page of a lead, and cannot reveal one', async () => {
    const { page } = visitor
    await page.goto(`/leads/${lead}`)
    await page.getByText('person.email', { exact: true }).waitFor()
    expect(await page.locator('body').textContent()).not.toMatch(/@|Fabrikam|anna/i)
    expect(await page.getByRole('button', { name: 'Reveal' }).count()).toBe(0)
  })

  it('is told no keys that act, and has none', async () => {
    const { page } = visitor
    await page.keyboard.press('u')
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keys' })
    await help.getByText('go to anything').waitFor()
    expect(await help.getByText('undo the last replay').count()).toBe(0)
    expect(await help.getByText('replay…').count()).toBe(0)
    expect(await page.getByText('There is nothing to undo.').count()).toBe(0)
    await page.keyboard.press('Escape')
  })

  it('signs out', async () => {
    const { page } = visitor
    await page.getByRole('button', { name: /^Account of vera, viewer/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect((await page.request.get('/api/me')).status()).toBe(401)
    expect(visitor.offences).toEqual([])
  })
})
