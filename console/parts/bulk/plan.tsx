import { useTranslations } from 'use-intl'
import { State } from '../state/state.tsx'
import styles from './bulk.module.css'
import type { Part, Preview } from './preview.ts'

/** What an act on many would take, and what it leaves out and why. */
export function Plan({ of: { total, taken, leftOut }, leads = false }: { of: Preview; leads?: boolean }) {
  const t = useTranslations('plan')
  const left = leftOut.reduce((sum, { count }) => sum + count, 0)
  const words = (why: string) => (why === 'keptOnly' || why === 'changed' ? t(why) : why)
  return (
    <div className={styles['plan']}>
      <p role="status">{t(leads ? 'totalLeads' : 'total', { total, left })}</p>
      <ul>
        {taken.map((part) => (
          <li key={`${part.destination} ${part.state}`}>
            <Words of={part} />
          </li>
        ))}
      </ul>
      {leftOut.length > 0 && (
        <>
          <p>{t('leftOut')}</p>
          <ul>
            {leftOut.map(({ why, ...part }) => (
              <li key={`${part.destination} ${part.state} ${why}`}>
                <Words of={part} />: {words(why)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Words({ of: { count, destination, state } }: { of: Part }) {
  return (
    <>
      {count} {destination && <>× {destination}</>} {state && <State of={state} />}
    </>
  )
}
