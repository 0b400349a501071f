import { useTranslations } from 'use-intl'
import { useHubMeanwhile } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Chart } from '../../parts/chart/chart.tsx'
import { PeriodChoice } from '../../parts/chart/period-choice.tsx'
import { type AttemptTallies, type LeadTallies, queryOf, useMarks, usePeriod } from '../../parts/chart/use-tallies.ts'

/** Leads and deliveries over time, with the moments at which a configuration came into force. */
export function Traffic() {
  const t = useTranslations('overview')
  const [period, setPeriod] = usePeriod()
  const leads = useHubMeanwhile('get /tallies', { query: { of: 'leads', ...queryOf(period) } })
  const attempts = useHubMeanwhile('get /tallies', { query: { of: 'attempts', ...queryOf(period) } })
  const marks = useMarks(leads.data?.from)
  const tried = new Map((attempts.data as AttemptTallies | undefined)?.items.map((one) => [one.at, one]))
  return (
    <>
      <PeriodChoice value={period} onChange={setPeriod} />
      <Answered asked={leads.error ? leads : attempts.error || !attempts.data ? attempts : leads}>
        {() => {
          const { items, by } = leads.data as LeadTallies
          const times = items.map(({ at }) => at)
          return (
            <Chart
              label={t('traffic')}
              figures={{
                ...{ times, by, marks },
                series: [
                  { name: t('in'), tone: 'ink', values: items.map(({ received }) => received) },
                  {
                    name: t('delivered'),
                    tone: 'delivered',
                    values: times.map((at) => tried.get(at)?.delivered ?? null),
                  },
                  { name: t('failed'), tone: 'rejected', values: times.map((at) => tried.get(at)?.failed ?? null) },
                ],
              }}
            />
          )
        }}
      </Answered>
    </>
  )
}
