import type { ReactNode } from 'react'
import styles from './answer.module.css'

/** An answer without entries: why, and what to do so that there are some. */
export function Empty({ children }: { children: ReactNode }) {
  return <div className={styles['empty']}>{children}</div>
}
