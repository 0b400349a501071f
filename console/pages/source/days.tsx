import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Toggle } from '../../parts/toggle/toggle.tsx'
import { DayTable } from './day-table.tsx'
import styles from './source.module.css'

/** Leads per day of the last 30 days. @param ever whether a lead came in at all */
export function Days({ source, ever }: { source: string; ever: boolean }) {
  const t = useTranslations('source')
  const format = useFormatter()
  const [asTable, setAsTable] = useState(false)
  const tallies = useHub('get /tallies', { query: { of: 'leads', by: 'day', source } })
  return (
    <Answered asked={tallies}>
      {(found) => {
        if (found.of !== 'leads') return null
        const { items, countedSince } = found
        const sum = items.reduce((all, { received }) => all + received, 0)
        const most = Math.max(1, ...items.map(({ received }) => received))
        if (sum === 0) return <Empty>{t(ever ? 'noneLately' : 'noneEver')}</Empty>
        const dayOf = (at: string) => format.dateTime(new Date(at), { day: 'numeric', month: 'short', timeZone: 'UTC' })
        return (
          <>
            {countedSince && <p className="soft">{t.rich('counting', { at: () => <Moment at={countedSince} /> })}</p>}
            <p>
              {t('sum', { count: sum })}{' '}
              <Link to="/leads" search={{ source, from: '-30d' }}>
                {t('leads')}
              </Link>
            </p>
            <Toggle isOn={asTable} onChange={setAsTable}>
              {t('asTable')}
            </Toggle>
            {asTable ? (
              <DayTable items={items} dayOf={dayOf} />
            ) : (
              <div className={styles['bars']} role="img" aria-label={t('chart', { count: sum, most })}>
                {items.map(({ at, received }) => (
                  <span
                    key={at}
                    className={styles['bar']}
                    title={`${dayOf(at)}: ${received}`}
                    style={{ blockSize: `${(100 * received) / most}%` }}
                  />
                ))}
              </div>
            )}
            <p className="soft small">{t('utc')}</p>
          </>
        )
      }}
    </Answered>
  )
}
