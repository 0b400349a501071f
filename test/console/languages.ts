/** Pages are checked in both languages, each on a phone and on a desk, in both themes. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Every pair of language, width and theme stands in one of these. */
const sights = [
  { language: 'en', width: 320, theme: 'dark' },
  { language: 'en', width: 1280, theme: 'light' },
  { language: 'fr', width: 320, theme: 'light' },
  { language: 'fr', width: 1280, theme: 'dark' },
] as const

/**
 * The page has to be at an address of the hub already.
 * @param ready waits until the page shows what it is about; it must not depend on the language
 */
export async function expectPageInBothLanguages(
  page: Page,
  path: string,
  ready: () => Promise<unknown>,
): Promise<void> {
  const headings = new Set<string>()
  for (const { language, width, theme } of sights) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.evaluate((chosen) => localStorage.setItem('leadyard-language', chosen), language)
    await page.goto(path)
    await page.locator(`html[lang=${language}]`).waitFor()
    await ready()
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
    headings.add(`${language} ${await page.title()}`)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    const at = { path, language, width, theme }
    expect({ ...at, told, overflow }).toEqual({ ...at, told: [], overflow: 0 })
  }
  await page.evaluate(() => localStorage.removeItem('leadyard-language'))
  expect(headings.size).toBe(2)
}
