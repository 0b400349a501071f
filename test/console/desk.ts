/** A hub with a browser that is signed in to it. */
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Rig, type RigOptions, startRig } from '../api/rig.ts'
import { type Seed, type Seeded, seed } from '../api/seed.ts'
import { eventually } from '../setup/eventually.ts'
import { openBrowser, type Visitor, visit } from './browser.ts'

export interface Desk {
  rig: Rig
  browser: Browser
  visitor: Visitor
  page: Page
  close(): Promise<void>
}

export async function openDesk(options: Omit<RigOptions, 'tokens'>): Promise<Desk> {
  const rig = await startRig({ ...options, tokens: false })
  const browser = await openBrowser()
  const visitor = await visit(browser, rig.hub.url)
  const { page } = visitor
  await page.goto(rig.hub.consoleLink()!)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  return {
    ...{ rig, browser, visitor, page },
    async close() {
      await browser.close()
      await rig.close()
    },
  }
}

/** Deliveries whose only attempt may have been applied; the far end answered it with 500. */
export async function seedUncertain({ ledger }: Rig, destination: string, count: number): Promise<Seeded[]> {
  const one: Seed = { destination, state: 'uncertain', class: 'uncertain', code: 'LOST' }
  const made = await seed(ledger.db, Array<Seed>(count).fill(one))
  const ids = made.map(({ delivery }) => delivery)
  await sql`
    update deliveries set may_be_there = true, generation = 1, status = 500, settled_at = now(), first_attempt_at = now()
    where id = any(${ids}::uuid[])`.execute(ledger.db)
  return made
}

/** The row that has the focus. */
export function focusedRow(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'])
}

export async function expectFocused(page: Page, row: string | undefined): Promise<void> {
  await eventually(async () => expect(await focusedRow(page)).toBe(row))
}

/** The ids of the rows that are in the document, in their order. */
export function rowsOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => row.dataset['row']!),
  )
}

/** Switches the language for this browser. */
export async function speak(page: Page, language: 'en' | 'fr'): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('leadyard-language', chosen), language)
  await page.reload()
  await page.locator(`html[lang=${language}]`).waitFor()
}
