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

/** What an act on many would take, and what it leaves out and why. */
export function Plan({ of: { total, taken, leftOut }, words }: { of: Preview; words: keyof typeof totals }) {
  const t = useTranslations('plan')
  const whyNot = useTranslations('leftOut')
  const left = leftOut.reduce((sum, { count }) => sum + count, 0)
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
            {leftOut.map(({ code, ...part }) => (
              <li key={`${part.destination} ${part.state} ${code}`}>
                <Words of={part} />: {whyNot(code)}
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
