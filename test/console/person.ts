/** What a person does before a test of a page begins. */
import type { Page } from 'playwright-core'
import type { Rig } from '../api/rig.ts'
import type { Visitor } from './browser.ts'

/** Each language in each theme. */
export const looks = [
  ['en', 'light'],
  ['en', 'dark'],
  ['fr', 'light'],
  ['fr', 'dark'],
] as const

/** Opens the console by the link of a hub without tokens, as its own user: an operator. */
export async function signIn({ page }: Visitor, rig: Rig): Promise<void> {
  await page.goto(rig.hub.consoleLink()!)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

/** Chooses language and theme as the menu does, for all pages that are opened next. */
export function choose(page: Page, language: 'en' | 'fr', theme: 'light' | 'dark' | 'system'): Promise<void> {
  return page.evaluate(
    (chosen) => {
      localStorage.setItem('leadyard-language', chosen.language)
      localStorage.setItem('leadyard-theme', chosen.theme)
    },
    { language, theme },
  )
}

/** Signs in by a password of `api.users`. */
export async function signInAs({ page }: Visitor, name: string, password: string): Promise<void> {
  await page.goto('/')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}
