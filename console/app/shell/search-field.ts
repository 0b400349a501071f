/** Id of the search field, which `/` focuses. */
export const searchField = 'search'

let wanted = false

/** `/` was pressed on another page: the search field takes the focus when it appears. */
export function wantSearch(): void {
  wanted = true
}

/** Whether the search field takes the focus as it appears. A page may be drawn several times before it appears. */
export function wantsSearch(): boolean {
  return wanted
}

/** The search field has appeared: the wish counts once. */
export function searchAppeared(): void {
  wanted = false
}
