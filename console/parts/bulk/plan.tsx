import { useTranslations } from 'use-intl'
import { State } from '../state/state.tsx'
import styles from './bulk.module.css'
import type { Part, Preview } from './preview.ts'

const totals = {
  leads: 'totalLeads',
  deliveries: 'total',
  settled: 'totalSettled',
  cancelled: 'totalCancelled',
} as const

/** The dialogs have no choice for it. */
const forPrograms = '; again: true sends it once more'

/** What an act on many would take, and what it leaves out and why. */
export function Plan({ of: { total, taken, leftOut }, words }: { of: Preview; words: keyof typeof totals }) {
  const t = useTranslations('plan')
  const left = leftOut.reduce((sum, { count }) => sum + count, 0)
  const whyNot = (why: string) => (why === 'keptOnly' || why === 'changed' ? t(why) : why.replace(forPrograms, ''))
  return (
    <div className={styles['plan']}>
      <p role="status">{t(totals[words], { total, left })}</p>
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
                <Words of={part} />: {whyNot(why)}
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
