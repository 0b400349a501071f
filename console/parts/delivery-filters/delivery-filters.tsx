import { useTranslations } from 'use-intl'
import { type DeliverySearch, periods } from '../../app/search.ts'
import { useHub } from '../../hub/queries.ts'
import { Choose, Filters } from '../choose/choose.tsx'
import { useOffers } from '../offers/use-offers.ts'

interface Props {
  search: DeliverySearch
  states: readonly NonNullable<DeliverySearch['state']>[number][]
  onChange(search: DeliverySearch): void
}

/** What a list of deliveries is filtered by. */
export function DeliveryFilters({ search, states, onChange }: Props) {
  const t = useTranslations('filter')
  const words = useTranslations('states')
  const destinations = useHub('get /destinations')
  const backlog = useHub('get /backlog')
  const problems = backlog.data?.items.flatMap(({ problem }) => problem ?? []) ?? []
  const offers = useOffers()
  return (
    <Filters>
      <Choose
        label={t('destination')}
        all={t('any')}
        value={search.destination?.[0]}
        options={asOptions(destinations.data?.items.map(({ id }) => id) ?? [])}
        onChange={(value) => onChange({ ...search, destination: value === undefined ? undefined : [value] })}
      />
      <Choose
        label={t('state')}
        all={t('any')}
        value={search.state?.[0]}
        options={states.map((value) => ({ value, text: words(value) }))}
        onChange={(value) => {
          const state = states.find((one) => one === value)
          onChange({ ...search, state: state && [state] })
        }}
      />
      <Choose
        label={t('problem')}
        all={t('any')}
        value={search.problem?.[0]}
        options={[...asOptions(problems), { value: 'none', text: t('noProblem') }]}
        onChange={(value) => onChange({ ...search, problem: value === undefined ? undefined : [value] })}
      />
      <Choose
        label={t('offer')}
        all={t('any')}
        value={search.offer}
        options={asOptions(offers.map(({ offer }) => offer))}
        onChange={(offer) => onChange({ ...search, offer })}
      />
      <Choose
        label={t('cameIn')}
        all={t('ever')}
        value={search.from}
        options={periods.map((value) => ({ value, text: t(value) }))}
        onChange={(value) => onChange({ ...search, from: periods.find((one) => one === value) })}
      />
    </Filters>
  )
}

function asOptions(values: readonly string[]) {
  return [...new Set(values)].sort().map((value) => ({ value, text: value }))
}
