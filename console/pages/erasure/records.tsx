import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { ErasureState } from '../../parts/erasure-state/erasure-state.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import styles from './erasure.module.css'

type Item = Answer<'get /erasures/{id}'>['items'][number]

/** Record by record: the destination, what became of it, and what to do where it failed. */
export function Records({ items }: { items: readonly Item[] }) {
  const t = useTranslations('erasures')
  return (
    <ul className={styles['records']}>
      {items.map(({ delivery, destination, state, reference, tries, nextTryAt, message, code, problem }) => (
        <li key={delivery} className={styles['record']}>
          <p>
            <ErasureState of={state} />{' '}
            <Link to="/destinations/$id" params={{ id: destination }}>
              {destination}
            </Link>{' '}
            {reference && <code>{reference}</code>}
          </p>
          <p className="soft small">
            <Link to="/deliveries/$id" params={{ id: delivery }}>
              {delivery.slice(-8)}
            </Link>
            {tries > 0 && <> · {t('tries', { count: tries })}</>}
            {nextTryAt && <> · {t.rich('nextTry', { at: () => <Moment at={nextTryAt} mayBeAhead /> })}</>}
          </p>
          {(problem || message) && <Trouble message={message} code={code} problem={problem} />}
        </li>
      ))}
    </ul>
  )
}
