/** The ways to use a page: mouse, finger, keyboard. */
import type { Locator } from 'playwright-core'

export interface Hand {
  /** A button, link, row or radio. */
  press(what: Locator): Promise<void>
  type(into: Locator, text: string): Promise<void>
}

export const mouse: Hand = {
  press: (what) => what.click(),
  async type(into, text) {
    await into.click()
    await into.fill(text)
  },
}

export const finger: Hand = {
  press: (what) => what.tap(),
  async type(into, text) {
    await into.tap()
    await into.fill(text)
  },
}

/** Tabs at most, so that a page that never reaches its button fails. */
const most = 300

/** Nothing but keys: the focus goes where Tab takes it. */
export const keyboard: Hand = {
  async press(what) {
    await reach(what)
    const role = await what.evaluate((one) => one.getAttribute('role') ?? one.getAttribute('type'))
    await what.page().keyboard.press(role === 'radio' ? 'Space' : 'Enter')
  },
  async type(into, text) {
    await reach(into)
    const keys = into.page().keyboard
    await keys.press('Control+a')
    await keys.press('Delete')
    await keys.insertText(text)
  },
}

async function reach(what: Locator): Promise<void> {
  await what.waitFor()
  for (let tabs = 0; tabs < most; tabs++) {
    if (await what.evaluate((one) => one === document.activeElement)) return
    await what.page().keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${what}`)
}
