import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Count } from '../count/count.tsx'
import { Moment } from '../moment/moment.tsx'
import { State } from '../state/state.tsx'
import styles from './destination-card.module.css'

type Destination = Answer<'get /destinations'>['items'][number]

const shown = ['queued', 'sending', 'waiting', 'held', 'rejected', 'uncertain', 'exhausted'] as const

/** How a destination is, at a glance. */
export function DestinationCard({ one }: { one: Destination }) {
  const t = useTranslations('destinations')
  const counts = shown.filter((state) => (one.counts[state] ?? 0) > 0)
  return (
    <li className={styles['card']}>
      <p>
        <strong>
          <Link to="/destinations/$id" params={{ id: one.id }}>
            {one.id}
          </Link>
        </strong>{' '}
        <span className="soft">{one.connector}</span>
      </p>
      <p>
        <State of={one.state} /> <Moment at={one.since} />
      </p>
      {!one.configured && <p>{t('gone')}</p>}
      {counts.length > 0 && (
        <p className={styles['counts']}>
          {counts.map((state) => (
            <span key={state}>
              <Count of={one.counts[state] ?? 0} /> <State of={state} />
            </span>
          ))}
        </p>
      )}
      {one.trouble && (
        <p>
          <q>{one.trouble.problem?.wording[0] ?? one.trouble.message}</q>
        </p>
      )}
    </li>
  )
}

export function DestinationCards({ children }: { children: ReactNode }) {
  return <ul className={styles['cards']}>{children}</ul>
}
