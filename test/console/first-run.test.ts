/** The way to the first lead. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, sourceKey, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { allSightsTake, browserPath, expectAccessibleInAll, openBrowser, type Visitor, visit } from './browser.ts'

describe.skipIf(!browserPath)('a hub without leads', () => {
  let rig: Rig
  let browser: Browser
  let visitor: Visitor

  beforeAll(async () => {
    rig = await startRig({
      destinations: { shop: {} },
      listen: { publicUrl: 'https://leads.contoso.example/' },
      sources: {
        web: { type: 'marketplace', key: '${env:KEY}' },
        site: { type: 'form', key: '${env:KEY}' },
        own: { type: 'json', key: '${env:KEY}', fields: { 'person.email': 'mail' } },
      },
    })
    browser = await openBrowser()
    visitor = await visit(browser, rig.hub.url)
    await signIn(visitor, tokens.operator)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
  })

  const steps = () => visitor.page.getByRole('heading', { name: 'The first lead' })

  it(
    'shows the ingest URL without the key, and what Partner Center is told',
    async () => {
      const { page } = visitor
      await page.goto('/')
      await steps().waitFor()
      const url = page.getByRole('textbox', { name: 'Ingest URL of web' })
      expect(await url.inputValue()).toBe('https://leads.contoso.example/ingest/web?key=…&offer=publisher.offer')
      await page.getByText('sources.web.key').waitFor()
      await page.getByText('In Connection details, choose HTTPS endpoint as the Lead destination.').waitFor()
      expect(await page.getByText('Partner Center takes only an https address').count()).toBe(0)
      expect(await page.content()).not.toContain(sourceKey)
      await expectAccessibleInAll(page, () => page.getByText('sources.web.key').waitFor())
    },
    allSightsTake,
  )

  it('puts the URL on the clipboard', async () => {
    const { page, context } = visitor
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    await page.getByText('put the right values in the place of key=…, publisher.offer.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/ingest/web?key=…')
  })

  it('selects the URL where the browser lets no page write to the clipboard', async () => {
    const { page } = visitor
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
      document.execCommand = () => false
    })
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('It is selected: copy it with Ctrl C.').waitFor()
    const selected = () => page.evaluate(() => getSelection()?.toString())
    await eventually(async () => expect(await selected()).toContain('/ingest/web?key=…'))
  })

  it('tells what each kind of source needs', async () => {
    const { page } = visitor
    const choice = page.getByRole('combobox', { name: 'Source' })
    await choice.selectOption('site')
    await page.getByText('Enter the ingest URL as action of the form').waitFor()
    await choice.selectOption('own')
    await page.getByText('the hub can make no test lead for it').waitFor()
    expect(await page.getByRole('button', { name: 'Send a test lead' }).count()).toBe(0)
    await choice.selectOption('')
  })

  it('sends a test lead by the source, and follows it to every destination', async () => {
    const { page } = visitor
    const offer = page.getByRole('textbox', { name: 'Offer (publisher.offer)' })
    expect(await offer.inputValue()).toBe('contoso.test')
    await page.getByRole('button', { name: 'Send a test lead' }).click()
    await page.getByRole('status').getByText('delivered').waitFor()
    expect(rig.crm.taken('/shop').map(({ subject }) => subject)).toEqual(['contoso.test'])
    await offer.fill('tailspin.other')
    await page.getByRole('button', { name: 'Send a test lead' }).click()
    await page.getByText('No route takes its offer.').waitFor()
    expect(rig.crm.taken('/shop')).toHaveLength(1)
    await steps().waitFor()
  })

  it('lets a viewer see the steps, and send nothing', async () => {
    const other = await visit(browser, rig.hub.url)
    await signIn(other, tokens.viewer)
    await other.page.goto('/')
    await other.page.getByText('Ask an operator to send a test lead.').waitFor()
    expect(await other.page.getByRole('button', { name: 'Send a test lead' }).count()).toBe(0)
    expect(other.offences).toEqual([])
    await other.close()
  })

  it('goes by itself when a sender’s lead comes', async () => {
    const { page } = visitor
    await steps().waitFor()
    await rig.until(await rig.send('first@contoso.com'), 'shop', 'delivered')
    await steps().waitFor({ state: 'detached' })
    await page.getByText('Nothing needs you').waitFor()
    await page.getByText('1 lead came in within the last 24 hours: 1 has a receipt everywhere.').waitFor()
  })

  it('breaks no policy, asks no other host, and writes no error', () => {
    expect(visitor.offences).toEqual([])
  })
})

async function signIn({ page }: Visitor, token: string): Promise<void> {
  await page.goto('/')
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in with a token' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}
