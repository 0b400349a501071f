/**
 * Gives the focus back when the button that had it goes or is switched off, because its act is done. Otherwise the browser
 * gives it to the whole document, and a person at the keyboard begins again at the top.
 */

interface Place {
  on: HTMLElement
  /** From the inside out. */
  around: HTMLElement[]
}

const parts = '[role=dialog], [role=alertdialog], [role=row], [role=grid], article, li, form, section'
const asking = '[role=dialog], [role=alertdialog]'

/** Elements that had the focus last; a dialog may have had it several times. */
const most = 30

/** @returns a function that ends it */
export function keepFocus(): () => void {
  /** The newest first. */
  let places: Place[] = []
  /** What got the focus because its owner was switched off, and the owner. */
  let meanwhile: { owner: HTMLElement; given: HTMLElement } | undefined
  let isWaiting = false

  function remember({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return
    if (target !== meanwhile?.given) meanwhile = undefined
    places = [{ on: target, around: around(target) }, ...places.filter(({ on }) => on !== target)].slice(0, most)
  }
  /** A person who clicks at an empty place wants the focus nowhere. */
  function leave(): void {
    setTimeout(() => {
      const [last] = places
      if (isNowhere() && last && isUsable(last.on)) places = []
    })
  }
  function look(): void {
    isWaiting = false
    if (meanwhile && isUsable(meanwhile.owner) && (isNowhere() || document.activeElement === meanwhile.given)) {
      const { owner } = meanwhile
      meanwhile = undefined
      owner.focus({ preventScroll: true })
      return
    }
    const [last] = places
    if (!isNowhere() || !last || isUsable(last.on)) return
    const next = nextOf(places)
    if (last.on.isConnected && next) meanwhile = { owner: last.on, given: next }
    if (next && next.tabIndex < 0) next.tabIndex = -1
    next?.focus({ preventScroll: true })
  }
  /** A dialog gives the focus back itself in the frame after it closed. */
  function lookSoon(): void {
    if (isWaiting || (!isNowhere() && !meanwhile)) return
    isWaiting = true
    requestAnimationFrame(() => requestAnimationFrame(look))
  }

  const changes = new MutationObserver(lookSoon)
  changes.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled', 'data-disabled'] })
  document.addEventListener('focusin', remember)
  document.addEventListener('click', leave, { capture: true })
  return () => {
    changes.disconnect()
    document.removeEventListener('focusin', remember)
    document.removeEventListener('click', leave, { capture: true })
  }
}

function around(element: HTMLElement): HTMLElement[] {
  const all: HTMLElement[] = []
  for (let one = element.parentElement; one; one = one.parentElement) all.push(one)
  return all
}

/** The part of the page that the act was about; after a dialog, what opened it; at last the title of the page. */
function nextOf(places: readonly Place[]): HTMLElement | null {
  for (const [at, place] of places.entries()) {
    if (at > 0 && isUsable(place.on)) return place.on
    const part = place.around.find((one) => one.isConnected && one.matches(parts))
    if (part) return part
    if (!place.around.some((one) => one.matches(asking))) break
  }
  return document.querySelector<HTMLElement>('main h1')
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && element.closest('[inert]') === null
}
