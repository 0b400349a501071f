import type { ReactNode } from 'react'
import { GridList, GridListItem } from 'react-aria-components'
import { usePreferences } from '../../app/preferences.ts'
import styles from './rows.module.css'

interface Props<T> {
  label: string
  items: readonly T[]
  /** Where `Enter` and a click lead. */
  hrefOf(item: T): string
  /** What a screen reader says of the row first. */
  nameOf(item: T): string
  children(item: T): ReactNode
}

/** A list in which the arrow keys move and `Enter` opens; one tab stop for all rows. On a phone each row is a card. */
export function Rows<T extends { id: string }>({ label, items, hrefOf, nameOf, children }: Props<T>) {
  const { letters } = usePreferences()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the rows inside
    <div
      onKeyDown={({ key, target, ctrlKey, metaKey, altKey }) => {
        const arrow = arrows[key]
        if (letters && arrow && !ctrlKey && !metaKey && !altKey)
          target.dispatchEvent(new KeyboardEvent('keydown', { key: arrow, bubbles: true, cancelable: true }))
      }}
    >
      <GridList aria-label={label} items={items} className={styles['rows'] ?? ''} disallowTypeAhead>
        {(item) => (
          <GridListItem href={hrefOf(item)} textValue={nameOf(item)} className={styles['row'] ?? ''}>
            {children(item)}
          </GridListItem>
        )}
      </GridList>
    </div>
  )
}

/** `j` and `k` move as the arrows do. */
const arrows: Readonly<Record<string, string>> = { j: 'ArrowDown', k: 'ArrowUp' }
