/** Each kind of mail in a browser. `LEADYARD_TEST_PICTURES=write` also writes the pictures of docs/notifications.md. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mails } from '../notify/samples.ts'
import { browserPath, openBrowser } from './browser.ts'
import { smallPng } from './small-png.ts'

const folder = path.resolve(import.meta.dirname, '../../docs/pictures')
const writes = process.env['LEADYARD_TEST_PICTURES'] === 'write'

describe.skipIf(!browserPath).for(['light', 'dark'] as const)('in a mail program that is %s', (colorScheme) => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const asked: string[] = []
  beforeAll(async () => {
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 640, height: 400 }, colorScheme, javaScriptEnabled: false })
    page = await context.newPage()
    page.on('request', (request) => asked.push(request.url()))
    // Outlook inverts the colours of every mail in the dark. A browser does so for a page that has no word of it.
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setAutoDarkModeOverride', { enabled: colorScheme === 'dark' })
  })
  afterAll(() => browser?.close())

  it.for(Object.entries(mails))('%s is read without scrolling sideways, and asks nobody', async ([name, html]) => {
    await page.setContent(
      colorScheme === 'dark' ? html.replaceAll(/<meta name="[a-z-]*color-scheme[a-z]*"[^>]*>/g, '') : html,
    )
    const { wide, seen } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return { wide: scrollWidth - clientWidth, seen: document.body.textContent }
    })
    expect(wide).toBeLessThanOrEqual(0)
    expect(seen).toContain('Leadyard')
    expect(asked).toEqual([])
    if (!writes) return
    await mkdir(folder, { recursive: true })
    const picture = smallPng(await page.screenshot({ fullPage: true }))
    await writeFile(path.join(folder, `${name}-${colorScheme}.png`), picture)
  })
})
