import type { ReactNode } from 'react'
import styles from './table.module.css'

interface Props {
  label: string
  /** Whether it has all its height, because it has few rows. @default false */
  isWhole?: boolean
  /** `thead` and `tbody`. */
  children: ReactNode
}

/** A table of figures. It scrolls within its place where it is wider than the page. */
export function Table({ label, isWhole = false, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={`${styles['scroll']} ${isWhole ? styles['whole'] : ''}`} aria-label={label} tabIndex={0}>
      <table className={styles['table']}>{children}</table>
    </section>
  )
}
