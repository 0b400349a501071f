import { useTranslations } from 'use-intl'
import { type LeadSearch, leadStates, periods } from '../../app/search.ts'
import { useHub } from '../../hub/queries.ts'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { useOffers } from '../../parts/offers/use-offers.ts'

interface Props {
  search: LeadSearch
  onChange(search: LeadSearch): void
}

export function LeadFilters({ search, onChange }: Props) {
  const t = useTranslations('filter')
  const words = useTranslations('states')
  const sources = useHub('get /sources')
  const offers = useOffers()
  return (
    <Filters>
      <Choose
        label={t('state')}
        all={t('any')}
        value={search.awaitingApproval ? 'awaiting' : search.state?.[0]}
        options={[
          ...leadStates.map((value) => ({ value, text: words(value) })),
          { value: 'awaiting', text: t('awaitingApproval') },
        ]}
        onChange={(value) => {
          const state = leadStates.find((one) => one === value)
          const awaitingApproval = value === 'awaiting' ? (true as const) : undefined
          onChange({ ...search, state: state && [state], awaitingApproval })
        }}
      />
      <Choose
        label={t('source')}
        all={t('any')}
        value={search.source}
        options={(sources.data?.items ?? []).map(({ id }) => ({ value: id, text: id }))}
        onChange={(source) => onChange({ ...search, source })}
      />
      <Choose
        label={t('offer')}
        all={t('any')}
        value={search.offer}
        options={offers.map(({ offer }) => ({ value: offer, text: offer }))}
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
