import { useTranslations } from 'use-intl'
import { State } from '../state/state.tsx'
import styles from './bulk.module.css'

type AnyPart = { destination: string; state: Parameters<typeof State>[0]['of']; count: number }

interface Props {
  of: { total: number; taken: readonly AnyPart[]; leftOut: readonly (AnyPart & { why: string })[] }
}

/** What an act on many would take, and what it leaves out and why. */
export function Plan({ of: { total, taken, leftOut } }: Props) {
  const t = useTranslations('plan')
  const left = leftOut.reduce((sum, { count }) => sum + count, 0)
  return (
    <div className={styles['plan']}>
      <p role="status">{t('total', { total, left })}</p>
      {taken.length > 0 && (
        <ul>
          {taken.map(({ destination, state, count }) => (
            <li key={`${destination} ${state}`}>
              {count} × {destination} <State of={state} />
            </li>
          ))}
        </ul>
      )}
      {leftOut.length > 0 && (
        <>
          <p>{t('leftOut')}</p>
          <ul>
            {leftOut.map(({ destination, state, count, why }) => (
              <li key={`${destination} ${state} ${why}`}>
                {count} × {destination} <State of={state} />: {why}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
