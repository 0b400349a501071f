import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { beginOf, periods } from '../../app/search.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { FilterWords } from '../../parts/filter-words/filter-words.tsx'
import { type Group, keyOf, needsPerson } from '../../parts/group/group.ts'
import { GroupCard } from '../../parts/group/group-card.tsx'
import { Page, Section } from '../../parts/page/page.tsx'

const route = getRouteApi('/failed')

/** What has not arrived, by cause, and the button that fixes it. */
export function FailedPage() {
  const t = useTranslations('failed')
  const filter = useTranslations('filter')
  const states = useTranslations('states')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { from, ...rest } = search
  const backlog = useHub('get /backlog', { query: { ...rest, ...beginOf(from) } })
  const everything = useHub('get /backlog')
  const destinations = useHub('get /destinations')
  const known = everything.data?.items ?? []
  const choose = (change: object) => void navigate({ search: { ...search, ...change } })
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <Page title={t('title')}>
      <Filters>
        <Choose
          label={filter('destination')}
          all={filter('any')}
          value={search.destination?.[0]}
          options={optionsOf(destinations.data?.items.map(({ id }) => id) ?? [])}
          onChange={(value) => choose({ destination: value && [value] })}
        />
        <Choose
          label={filter('state')}
          all={filter('any')}
          value={search.state?.[0]}
          options={(['held', 'rejected', 'uncertain', 'exhausted', 'waiting'] as const).map((value) => ({
            value,
            text: states(value),
          }))}
          onChange={(value) => choose({ state: value && [value] })}
        />
        <Choose
          label={filter('problem')}
          all={filter('any')}
          value={search.problem?.[0]}
          options={optionsOf(known.flatMap(({ problem }) => problem ?? []))}
          onChange={(value) => choose({ problem: value && [value] })}
        />
        <Choose
          label={filter('cameIn')}
          all={filter('ever')}
          value={from}
          options={periods.map((value) => ({ value, text: filter(value) }))}
          onChange={(value) => choose({ from: value })}
        />
      </Filters>
      <Answered asked={backlog}>
        {({ total, items }) =>
          items.length === 0 ? (
            <Empty>
              <p>{t(filtered ? 'nothingMatches' : 'nothing')}</p>
              {filtered && (
                <>
                  <p>
                    <FilterWords of={search} />
                  </p>
                  <Button onPress={() => void navigate({ search: {} })}>{filter('clear')}</Button>
                </>
              )}
            </Empty>
          ) : (
            <>
              <p role="status">{t('groups', { total, groups: items.length })}</p>
              <Groups title={t('needsYou')} items={items.filter(needsPerson)} isFirst />
              <Groups title={t('byItself')} items={items.filter((one) => !needsPerson(one))} />
            </>
          )
        }
      </Answered>
    </Page>
  )
}

function optionsOf(values: readonly string[]) {
  return [...new Set(values)].sort().map((value) => ({ value, text: value }))
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
