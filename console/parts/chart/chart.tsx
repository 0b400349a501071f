/** Counts over time as lines, or as a table. The code that draws is loaded when a chart comes into view. */
import { Suspense, useEffect, useRef, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { laterPart } from '../../app/later-part.ts'
import { LoadBoundary, NotShown } from '../../app/load-boundary.tsx'
import { Moment } from '../moment/moment.tsx'
import { Toggle } from '../toggle/toggle.tsx'
import styles from './chart.module.css'
import { dashes, type Figures } from './chart.ts'
import { ChartTable } from './chart-table.tsx'

const Drawing = laterPart(() => import('./drawing.tsx').then((file) => file.Drawing))

export function Chart({ label, figures }: { label: string; figures: Figures }) {
  const t = useTranslations('chart')
  const format = useFormatter()
  const [asTable, setTable] = useState(false)
  const { ref, isSeen } = useSeen()
  const sums = figures.series.map(({ name, values }) => {
    return `${name} ${format.number(values.reduce<number>((sum, value) => sum + (value ?? 0), 0))}`
  })
  return (
    <div className={styles['chart']}>
      <ul className={styles['legend']}>
        {figures.series.map(({ name, tone }) => (
          <li key={name}>
            <svg className={`${styles['line']} ${styles[tone]}`} viewBox="0 0 32 12" aria-hidden="true">
              <line x1="0" y1="6" x2="32" y2="6" strokeDasharray={dashes[tone].join(' ')} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      {asTable ? (
        <ChartTable label={label} figures={figures} />
      ) : (
        <div ref={ref} className={styles['canvas']} role="img" aria-label={`${label}: ${sums.join(', ')}`}>
          {isSeen && (
            <LoadBoundary instead={(given) => <NotShown {...given} />}>
              <Suspense>
                <Drawing figures={figures} />
              </Suspense>
            </LoadBoundary>
          )}
        </div>
      )}
      {figures.marks.length > 0 && (
        <ul className={styles['marks']}>
          {figures.marks.map(({ at, text }) => (
            <li key={at}>
              ┆ {text}: <Moment at={at} />
            </li>
          ))}
        </ul>
      )}
      <Toggle isOn={asTable} onChange={setTable}>
        {t('asTable')}
      </Toggle>
    </div>
  )
}

/** Whether the element was in view. */
function useSeen() {
  const ref = useRef<HTMLDivElement>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (!ref.current) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true)
    })
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return { ref, isSeen }
}
