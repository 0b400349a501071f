import type { MouseEvent as Click, ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import styles from './rows.module.css'

interface Props {
  id: string
  /** From 1, among all rows of the list. */
  number: number
  name: string
  href: string
  isActive: boolean
  /** Undefined where rows cannot be chosen. */
  isChosen: boolean | undefined
  onOpen(event: Click): void
  onChoose(range: boolean): void
  children: ReactNode
}

/** One row: a click opens it, its box chooses it. */
export function Row({ id, number, name, href, isActive, isChosen, onOpen, onChoose, children }: Props) {
  const t = useTranslations('rows')
  const choosable = isChosen !== undefined
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useKeyWithClickEvents: a row is a card on a phone, and the grid has the keys
    <div
      role="row"
      aria-rowindex={number}
      aria-selected={isChosen}
      tabIndex={isActive ? 0 : -1}
      data-row={id}
      data-href={href}
      className={styles['row']}
      onClick={(event) => event.target instanceof Element && !event.target.closest('label') && onOpen(event)}
      onAuxClick={(event) => event.button === 1 && onOpen(event)}
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
              onChange={({ nativeEvent }) => onChoose(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
              aria-label={t('choose', { name })}
            />
          </label>
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" className={styles['cell']}>
        {children}
      </div>
    </div>
  )
}
