import { type ReactNode, startTransition, useEffect, useRef, useState } from 'react'
import styles from './rows.module.css'

interface Props {
  index: number
  /** Whether it is drawn even if it is far away, because the focus is in it. */
  isPinned: boolean
  /** Pixels that it probably takes, as long as it was never drawn. */
  estimate: number
  onNear(index: number, isNear: boolean): void
  children(): ReactNode
}

/** Pixels above and below the window in which rows are drawn. */
const margin = 1_000

/** Some rows of a long list. They are in the document only near the window; else an empty space of the same height is. */
export function Block({ index, isPinned, estimate, onNear, children }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(estimate)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1)
        if (!entry) return
        if (!entry.isIntersecting && entry.boundingClientRect.height > 0) setHeight(entry.boundingClientRect.height)
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
  }, [index, onNear])
  const isDrawn = isNear || isPinned
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
