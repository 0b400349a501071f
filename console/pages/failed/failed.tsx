import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { beginOf, isFiltered, withoutLast } from '../../app/search.ts'
import { useHub } from '../../hub/queries.ts'
import { Spoken } from '../../parts/announce/spoken.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Count } from '../../parts/count/count.tsx'
import { DeliveryFilters } from '../../parts/delivery-filters/delivery-filters.tsx'
import { FilterWords } from '../../parts/filter-words/filter-words.tsx'
import { type Group, keyOf, needsPerson } from '../../parts/group/group.ts'
import { GroupCard } from '../../parts/group/group-card.tsx'
import { NoRows } from '../../parts/no-rows/no-rows.tsx'
import { Page, Section } from '../../parts/page/page.tsx'

const route = getRouteApi('/failed')
const states = ['held', 'rejected', 'uncertain', 'exhausted', 'waiting', 'queued', 'sending'] as const

/** What has not arrived, by cause, and the button that fixes it. */
export function FailedPage() {
  const t = useTranslations('failed')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { from, ...rest } = search
  const backlog = useHub('get /backlog', { query: { ...rest, ...beginOf(from) } })
  return (
    <Page title={t('title')}>
      <DeliveryFilters search={search} states={states} onChange={(changed) => void navigate({ search: changed })} />
      <Answered asked={backlog}>
        {({ total, items }) =>
          items.length === 0 ? (
            <NoRows
              filter={isFiltered(search) ? <FilterWords of={search} /> : undefined}
              lookedAt={backlog.dataUpdatedAt}
              onTakeAway={() => void navigate({ search: withoutLast(search) })}
            >
              <p>{t('nothing')}</p>
            </NoRows>
          ) : (
            <>
              <Spoken>{t.rich('groups', { total, groups: items.length, n: () => <Count of={total} /> })}</Spoken>
              <Groups title={t('needsYou')} items={items.filter(needsPerson)} isFirst />
              <Groups title={t('byItself')} items={items.filter((one) => !needsPerson(one))} />
            </>
          )
        }
      </Answered>
    </Page>
  )
}

function Groups({ title, items, isFirst = false }: { title: string; items: readonly Group[]; isFirst?: boolean }) {
  const search = route.useSearch()
  if (items.length === 0) return null
  return (
    <Section title={title}>
      {items.map((one, at) => (
        <GroupCard key={keyOf(one)} group={one} isOpen={isFirst && at === 0} from={search.from} offer={search.offer} />
      ))}
    </Section>
  )
}
