import { useTranslations } from 'use-intl'
import { Moment } from '../../parts/moment/moment.tsx'
import { Mark } from '../../parts/state/mark.tsx'
import { type Figures, type ProofDay, sumOf } from './figures.ts'

/** Of all days that are shown: whether anything is missing. */
export function Verdict({ days, items }: { days: readonly ProofDay[]; items: readonly Figures[] }) {
  const t = useTranslations('proof')
  const { missing, present } = sumOf(items)
  const odd = days.reduce((sum, day) => sum + day.odd.length, 0)
  const last = days
    .flatMap(({ finishedAt }) => finishedAt ?? [])
    .toSorted()
    .at(-1)
  return (
    <div role="status">
      {missing > 0 && (
        <p>
          <Mark shape="●" tone="rejected">
            {t('someMissing', { missing })}
          </Mark>
        </p>
      )}
      {odd > 0 && (
        <p>
          <Mark shape="▲" tone="held">
            {t('someOdd', { count: odd })}
          </Mark>
        </p>
      )}
      {missing === 0 && odd === 0 && last && present === 0 && (
        <p>{t.rich('nothingProved', { at: () => <Moment at={last} /> })}</p>
      )}
      {missing === 0 && odd === 0 && last && present > 0 && (
        <p>
          <Mark shape="✓" tone="delivered">
            {t.rich('allWell', { present, at: () => <Moment at={last} /> })}
          </Mark>
        </p>
      )}
    </div>
  )
}
