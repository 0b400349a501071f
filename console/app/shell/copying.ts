import { copy } from '../../parts/copy/copy.ts'

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/**
 * Copies the address or the id of the row that has the focus, else of the page. An address of the console holds no personal
 * data.
 * @returns whether it was copied
 */
export async function copyOf(what: 'link' | 'id'): Promise<boolean> {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]')
  const { href = location.href, row: rowId } = row?.dataset ?? {}
  const address = new URL(href, location.href)
  if (what === 'link') return copy(address.href)
  const { pathname } = address
  const own = rowId ?? id.exec(pathname)?.[0] ?? decodeURIComponent(pathname.split('/')[2] ?? '')
  return own !== '' && copy(own)
}
