import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Moment } from '../moment/moment.tsx'
import styles from './work.module.css'

/** Work on many, the newest first. */
export function WorkList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={styles['list']} aria-label={label}>
      {children}
    </ul>
  )
}

/** @param head its state and the link to it */
export function Work({
  head,
  actor,
  at,
  children,
}: {
  head: ReactNode
  actor: string
  at: string
  children: ReactNode
}) {
  return (
    <li className={styles['one']}>
      <p className={styles['head']}>{head}</p>
      {children}
      <p className="soft small">
        <WorkBy actor={actor} at={at} />
      </p>
    </li>
  )
}

/** Who began it, and when. */
export function WorkBy({ actor, at }: { actor: string; at: string }) {
  const t = useTranslations('work')
  return <>{t.rich('by', { actor, at: () => <Moment at={at} /> })}</>
}
