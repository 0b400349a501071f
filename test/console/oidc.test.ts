/** Signing in at a real identity provider, in a real browser. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { client, type IdentityProvider, startIdentityProvider } from '../access/identity-provider.ts'
import { type Rig, startRig } from '../api/rig.ts'
import { browserPath, expectAccessible, openBrowser, type Visitor, visit } from './browser.ts'

describe.skipIf(!browserPath)('with single sign-on', () => {
  let rig: Rig
  let provider: IdentityProvider
  let browser: Browser
  let visitor: Visitor

  beforeAll(async () => {
    provider = await startIdentityProvider()
    const oidc = {
      ...{ issuer: provider.issuer, clientId: client.id, clientSecret: '${env:OIDC}', label: 'Contoso' },
      ...{ operators: ['lead-operators'], viewers: ['everybody'], allowNetworks: ['127.0.0.0/8'] },
    }
    rig = await startRig({
      destinations: { crm: {} },
      tokens: false,
      api: { oidc },
      variables: { OIDC: client.secret },
    })
    provider.serve(`${rig.hub.url}/api/oidc/return`)
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
    await provider?.close()
  })

  /** Goes to the provider, signs in there, and agrees. */
  const signInThere = async (login: string) => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Sign in with Contoso' }).click()
    await page.locator('input[name=login]').fill(login)
    await page.locator('input[name=password]').fill('x')
    await page.locator('button[type=submit]').click()
    await page.getByRole('button', { name: 'Continue' }).click()
  }

  it('the sign-in offers the provider alone, by its name', async () => {
    const { page } = visitor
    await page.goto('/audit?action=hold')
    await page.getByRole('link', { name: 'Sign in with Contoso' }).waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    await expectAccessible(page)
  })

  it('a person comes back signed in, to the page that was asked for, with the role of the groups', async () => {
    const { page } = visitor
    await signInThere('berta@contoso.com,lead-operators')
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/audit?action=hold`)
    await page.goto('/settings')
    await page.getByText('at the identity provider').first().waitFor()
    await page.getByText('berta@contoso.com').first().waitFor()
    expect(await page.title()).not.toContain('berta')
  })

  it('the acts of a person whose name is an address are chosen without the address in the address bar', async () => {
    const { page } = visitor
    await page.goto('/audit')
    await page.getByRole('combobox', { name: 'Who' }).selectOption('berta@contoso.com')
    await page.getByRole('listitem').getByText('signed in').first().waitFor()
    expect(page.url()).toBe(`${rig.hub.url}/audit`)
    expect(await page.getByRole('combobox', { name: 'Who' }).inputValue()).toBe('berta@contoso.com')
  })

  it('a person without a group is told why not', async () => {
    const { page } = visitor
    await page.context().clearCookies()
    await page.goto('/audit')
    await signInThere('mallory,no-group')
    await page.getByText('gives you no role here').waitFor()
  })

  it('breaks no policy, and asks nobody but the hub and the provider', () => {
    // The forms that oidc-provider brings for tests ask for a font.
    const theirs = [`asks ${provider.issuer}/`, 'asks https://fonts.googleapis.com/']
    const others = visitor.offences.filter((one) => !theirs.some((begin) => one.startsWith(begin)))
    expect(others).toEqual([])
  })
})
