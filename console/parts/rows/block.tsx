import { type ReactNode, startTransition, useEffect, useRef, useState } from 'react'
import styles from './rows.module.css'

interface Props {
  index: number
  /** Whether it is drawn even if it is far away, because the focus is in it. */
  isPinned: boolean
  /** How many rows are in it. */
  rows: number
  onNear(index: number, isNear: boolean): void
  children(): ReactNode
}

/** Pixels above and below the window in which rows are drawn. */
const margin = 1_000

/** Pixels of a row, as long as none was drawn; then of those that were drawn last. */
let rowHeight = 44

/** Some rows of a long list. They are in the document only near the window; else an empty space of the same height is. */
export function Block({ index, isPinned, rows, onNear, children }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(() => rows * rowHeight)
  const [isNear, setNear] = useState(false)
  const isDrawn = isNear || isPinned
  const isDrawnNow = useRef(isDrawn)
  isDrawnNow.current = isDrawn
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1)
        if (!entry) return
        const { height: drawn } = entry.boundingClientRect
        if (!entry.isIntersecting && drawn > 0 && isDrawnNow.current) {
          setHeight(drawn)
          rowHeight = drawn / rows
        }
        // Drawn in slices: the margin leaves time.
        startTransition(() => setNear(entry.isIntersecting))
        onNear(index, entry.isIntersecting)
      },
      { rootMargin: `${margin}px 0px` },
    )
    if (place.current) observer.observe(place.current)
    return () => {
      observer.disconnect()
      onNear(index, false)
    }
  }, [index, onNear, rows])
  return (
    <div
      ref={place}
      role={isDrawn ? 'rowgroup' : 'presentation'}
      className={styles['block']}
      style={isDrawn ? undefined : { height }}
    >
      {isDrawn && children()}
    </div>
  )
}
