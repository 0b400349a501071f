/** A real browser on a real hub. It keeps what a page must never do: break its policy, ask others, write errors. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { chromiumOf, openChromium, withoutChromium } from '../setup/chromium.ts'
import { eventually } from '../setup/eventually.ts'

/** The browser of this machine. Without one, the tests are skipped with the reason; in CI, that is an error. */
export const browserPath = findBrowser()

function findBrowser(): string | undefined {
  const found = chromiumOf(process.env)
  if (found) return found
  if (process.env['CI']) throw new Error(`The tests of the console need a browser: ${withoutChromium}`)
  console.warn(`Tests of the console are skipped: ${withoutChromium}`)
  return undefined
}

export interface Visitor {
  page: Page
  context: BrowserContext
  /** What the pages did and must not do. */
  offences: string[]
  close(): Promise<void>
}

export function openBrowser(): Promise<Browser> {
  return openChromium(browserPath!)
}

/** @param hub the only address that pages may ask */
export async function visit(browser: Browser, hub: string, more: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Paris', baseURL: hub, ...more })
  const offences: string[] = []
  await context.exposeFunction('tellOffence', (text: string) => void offences.push(text))
  await context.addInitScript(() => {
    const tell = (globalThis as unknown as { tellOffence(text: string): void }).tellOffence
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      tell(`policy: ${effectiveDirective} ${blockedURI} ${sample}`)
    })
  })
  context.on('request', (request) => {
    if (!request.url().startsWith(`${hub}/`)) offences.push(`asks ${request.url()}`)
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => offences.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // A refused request is written there, too; what a refusal means is the page's matter.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      offences.push(message.text())
  })
  return { page, context, offences, close: () => context.close() }
}

interface Sight {
  width: number
  colorScheme: 'light' | 'dark'
}

/** Both widths and both themes. A theme is tokens alone, so it need not be tried in every width. */
const usualSights: readonly Sight[] = [
  { width: 320, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
]
const allSights: readonly Sight[] = [320, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
)

/** Milliseconds that a check in all sights may take, on a machine with other work. */
export const allSightsTake = 180_000

/** Checks a page in both languages, at both widths, in both themes. It is English again afterwards. */
export async function expectAccessibleInAll(page: Page, isThere: () => Promise<unknown>): Promise<void> {
  for (const language of ['fr', 'en']) {
    await page.evaluate((chosen) => localStorage.setItem('leadyard-language', chosen), language)
    await page.reload()
    await page.locator(`html[lang=${language}]`).waitFor()
    await isThere()
    await expectAccessible(page, allSights)
  }
}

/** Checks the page as it stands, on a phone and on a desk. */
export async function expectAccessible(page: Page, sights = usualSights): Promise<void> {
  for (const { width, colorScheme } of sights) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await loaded(page)
    await painted(page)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    const at = { url: page.url(), width, colorScheme }
    expect({ ...at, told, overflow }).toEqual({ ...at, told: [], overflow: 0 })
  }
}

/** Waits until no part of the page waits for an answer. */
export function loaded(page: Page): Promise<void> {
  return eventually(async () => expect(await page.locator('[aria-busy=true]').count()).toBe(0))
}

/** Waits for two frames, so that a new size and theme are on screen. */
function painted(page: Page): Promise<void> {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))
}
