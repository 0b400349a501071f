import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHubMeanwhile } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Chart } from '../../parts/chart/chart.tsx'
import { PeriodChoice } from '../../parts/chart/period-choice.tsx'
import { type AttemptTallies, queryOf, useMarks, usePeriod } from '../../parts/chart/use-tallies.ts'
import { Duration } from '../../parts/duration/duration.tsx'

type Detail = Answer<'get /destinations/{id}'>

/** What it took and refused, and how fast. */
export function Traffic({ one: { id, pace, delivered, tests } }: { one: Detail }) {
  const t = useTranslations('destination')
  const [period, setPeriod] = usePeriod()
  const tallies = useHubMeanwhile('get /tallies', { query: { of: 'attempts', destination: id, ...queryOf(period) } })
  const marks = useMarks(tallies.data?.from)
  return (
    <>
      <p>
        {t('day', { delivered: delivered.day, failed: pace.failed })}{' '}
        {tests.delivered + tests.failed > 0 && <>{t('tests', tests)} </>}
        {pace.p50 !== null &&
          pace.p95 !== null &&
          t.rich('pace', {
            half: () => <Duration ms={pace.p50 ?? 0} />,
            most: () => <Duration ms={pace.p95 ?? 0} />,
          })}
      </p>
      <PeriodChoice value={period} onChange={setPeriod} />
      <Answered asked={tallies}>
        {(answer) => {
          const { items, by } = answer as AttemptTallies
          return (
            <Chart
              label={t('traffic')}
              figures={{
                ...{ times: items.map(({ at }) => at), by, marks },
                series: [
                  { name: t('delivered'), tone: 'delivered', values: items.map((bucket) => bucket.delivered) },
                  { name: t('failed'), tone: 'rejected', values: items.map((bucket) => bucket.failed) },
                ],
              }}
            />
          )
        }}
      </Answered>
    </>
  )
}
