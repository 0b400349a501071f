import type { ReactNode } from 'react'
import styles from './state.module.css'

export type Tone = 'delivered' | 'waiting' | 'held' | 'rejected' | 'uncertain' | 'soft'

/** A state of any kind: never colour alone, a shape and a word stand together. */
export function Mark({ shape, tone, children }: { shape: string; tone: Tone; children: ReactNode }) {
  return (
    <span className={`${styles['mark']} ${styles[tone]}`}>
      <span aria-hidden="true">{shape}</span> {children}
    </span>
  )
}
