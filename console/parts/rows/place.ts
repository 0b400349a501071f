/** Where on the screen the row stood that was opened, so that the reader finds it there again. */
import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

let left: { id: string; top: number } | undefined

function rowOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
}

/** Remembers the place of a row that is opened now. */
export function leavePlace(id: string): void {
  const top = rowOf(id)?.getBoundingClientRect().top
  left = top === undefined ? undefined : { id, top }
}

/** Brings the row to where it was when it was left, or into the window. */
export function bringBack(row: HTMLElement): void {
  row.focus({ preventScroll: true })
  const top = left?.id === row.dataset['row'] ? left?.top : undefined
  if (top !== undefined && top >= 0 && top < innerHeight) scrollBy(0, row.getBoundingClientRect().top - top)
  else row.scrollIntoView({ block: 'nearest' })
}

/** The router restores how far the page was scrolled; the rows above may be of another height now. */
export function useBringBack(back: string | undefined): void {
  const router = useRouter()
  const [id] = useState(back)
  useEffect(() => {
    if (id === undefined) return
    const end = router.subscribe('onRendered', () => {
      end()
      const row = rowOf(id)
      if (row) bringBack(row)
    })
    return end
  }, [id, router])
}
