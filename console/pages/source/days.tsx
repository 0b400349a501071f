import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Chart } from '../../parts/chart/chart.tsx'
import { useMarks } from '../../parts/chart/use-tallies.ts'
import { Moment } from '../../parts/moment/moment.tsx'

/** Leads per day of the last 30 days. @param ever whether a lead came in at all */
export function Days({ source, ever }: { source: string; ever: boolean }) {
  const t = useTranslations('source')
  const states = useTranslations('states')
  const tallies = useHub('get /tallies', { query: { of: 'leads', by: 'day', source } })
  const marks = useMarks(tallies.data?.from)
  return (
    <Answered asked={tallies}>
      {(found) => {
        if (found.of !== 'leads') return null
        const { items, countedSince } = found
        const sum = items.reduce((all, { received }) => all + received, 0)
        if (sum === 0) return <Empty>{t(ever ? 'noneLately' : 'noneEver')}</Empty>
        const times = items.map(({ at }) => at)
        return (
          <>
            {countedSince && <p className="soft">{t.rich('counting', { at: () => <Moment at={countedSince} /> })}</p>}
            <p>
              {t('sum', { count: sum })}{' '}
              <Link to="/leads" search={{ source, from: '-30d' }}>
                {t('leads')}
              </Link>
            </p>
            <Chart
              label={t('days')}
              figures={{
                ...{ times, by: 'day', marks },
                series: [
                  { name: t('received'), tone: 'ink', values: items.map(({ received }) => received) },
                  { name: states('unrouted'), tone: 'uncertain', values: items.map(({ unrouted }) => unrouted) },
                  { name: states('unreadable'), tone: 'rejected', values: items.map(({ unreadable }) => unreadable) },
                ],
              }}
            />
          </>
        )
      }}
    </Answered>
  )
}
