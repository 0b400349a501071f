/** `LEADYARD_PICTURES=1 npx vitest run test/console/walks/pictures.test.ts` takes the pictures of README and docs. */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../setup/eventually.ts'
import { browserPath, loaded, type Visitor } from '../browser.ts'
import { type Day, openDay } from './day.ts'
import { finger, mouse } from './hand.ts'
import * as steps from './steps.ts'

const folder = path.join(import.meta.dirname, '../../../docs/pictures')
const most = 150 * 1024
const isWanted = browserPath !== undefined && process.env['LEADYARD_PICTURES'] === '1'
const desk = { viewport: { width: 1120, height: 720 } }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 }

/** The page in both themes; what follows the mouse is not in it. */
async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await loaded(page)
    const file = path.join(folder, `${name}-${colorScheme}.png`)
    await page.screenshot({ path: file, caret: 'hide', animations: 'disabled' })
    expect((await readFile(file)).length).toBeLessThan(most)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

describe.skipIf(!isWanted)('the pictures', { timeout: 180_000 }, () => {
  let day: Day
  let leads: steps.Found
  let visitor: Visitor
  const say = steps.speaking('en')

  beforeAll(async () => {
    await mkdir(folder, { recursive: true })
    day = await openDay()
    leads = await steps.sendMorning(day, 120)
    await day.sendMany(36, 'tailspin.router-pro')
    await day.sendMany(14, 'tailspin.router-cloud')
    visitor = await day.visit(desk)
    await steps.signIn({ day, page: visitor.page, hand: mouse, say }, 'anna')
    await eventually(
      async () => {
        await visitor.page.getByText('42 leads wait').first().waitFor({ timeout: 1_000 })
      },
      { timeout: 60_000 },
    )
  })
  afterAll(() => day?.close())

  it('of the Overview with the held destination, and on a phone', async () => {
    const { page } = visitor
    await page.goto('/')
    await page.getByRole('article', { name: 'held crm-eu' }).waitFor()
    await take(page, 'overview')
    const small = await day.visit(phone)
    await steps.signIn({ day, page: small.page, hand: finger, say }, 'bruno')
    await small.page.getByRole('article', { name: 'held crm-eu' }).waitFor()
    await take(small.page, 'phone')
    await small.close()
  })

  it.each([
    ['destination', '/destinations/crm-eu', 'dynamics-invalid-client-secret'],
    ['failed', '/failed', 'Invalid client secret is provided.'],
    ['routing', '/routing', 'tailspin.sandbox'],
  ])('of the page %s', async (name, place, text) => {
    const { page } = visitor
    if (name === 'routing') await day.sendMany(2, 'tailspin.sandbox')
    await page.goto(place)
    await page.getByText(text).first().waitFor()
    await take(page, name)
  })

  it('of a replay of many before it is confirmed, and of a lead that has arrived', async () => {
    const { page } = visitor
    await page.goto('/failed?destination=partner')
    await page.getByRole('button', { name: 'Replay 120…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Replay' })
    await dialog.getByText(/was tried on all 120 deliveries/).waitFor()
    await take(page, 'replay')
    await page.keyboard.press('Escape')
    await day.enterRightKey()
    await page.goto(`/leads/${leads.ivanov}`)
    await page.getByRole('article', { name: 'crm-eu' }).getByText('delivered').waitFor()
    await take(page, 'lead')
  })
})
