/** What a person does before a test of a page begins. */
import type { Rig } from '../api/rig.ts'
import type { Visitor } from './browser.ts'

/** Opens the console by the link of a hub without tokens, as its own user: an operator. */
export async function signIn({ page }: Visitor, rig: Rig): Promise<void> {
  await page.goto(rig.hub.consoleLink()!)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}

/** Signs in by a password of `api.users`. */
export async function signInAs({ page }: Visitor, name: string, password: string): Promise<void> {
  await page.goto('/')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
}
