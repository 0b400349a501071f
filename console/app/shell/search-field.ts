/** Id of the search field, which `/` focuses. */
export const searchField = 'search'

let wanted = false

/** `/` was pressed on another page: the search field takes the focus when it appears. */
export function wantSearch(): void {
  wanted = true
}

/** Whether the search field takes the focus now. It counts once. */
export function wantsSearch(): boolean {
  const wants = wanted
  wanted = false
  return wants
}
