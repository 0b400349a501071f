import { type MouseEvent as Click, memo, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import styles from './rows.module.css'

export interface RowHandlers<T> {
  open(item: T, event: Click): void
  choose(item: T, range: boolean): void
}

interface Props<T> {
  item: T
  /** From 1, among all rows of the list. */
  number: number
  name: string
  href: string
  isActive: boolean
  /** Undefined where rows cannot be chosen. */
  isChosen: boolean | undefined
  on: RowHandlers<T>
  draw(item: T): ReactNode
}

/** One row: a click opens it, its box chooses it. */
function RowView<T extends { id: string }>({ item, number, name, href, isActive, isChosen, on, draw }: Props<T>) {
  const t = useTranslations('rows')
  const choosable = isChosen !== undefined
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useKeyWithClickEvents: a row is a card on a phone, and the grid has the keys
    <div
      role="row"
      aria-rowindex={number}
      aria-selected={isChosen}
      tabIndex={isActive ? 0 : -1}
      data-row={item.id}
      data-href={href}
      className={styles['row']}
      onClick={(event) => event.target instanceof Element && !event.target.closest('label') && on.open(item, event)}
      onAuxClick={(event) => event.button === 1 && on.open(item, event)}
    >
      {choosable && (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the row has the focus, and is a card on a phone
        <div role="gridcell" className={styles['choose']}>
          <label className={styles['box']}>
            <input
              type="checkbox"
              tabIndex={-1}
              checked={isChosen}
              // A click with Shift chooses up to here.
              onChange={({ nativeEvent }) => on.choose(item, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
              aria-label={t('choose', { name })}
            />
          </label>
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" className={styles['cell']}>
        {draw(item)}
      </div>
    </div>
  )
}

/** A row is drawn again only if something of it changed: a list grows and is patched all the time. */
export const Row = memo(RowView) as typeof RowView
