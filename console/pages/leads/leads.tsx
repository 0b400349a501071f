import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { beginOf, periods } from '../../app/search.ts'
import { useHub, useHubPages } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { Page } from '../../parts/page/page.tsx'
import { ShowNames } from '../../parts/person/person.tsx'
import { More } from '../../parts/rows/more.tsx'
import { Rows } from '../../parts/rows/rows.tsx'
import { LeadRow } from './lead-row.tsx'
import { SearchBox } from './search-box.tsx'

const route = getRouteApi('/leads')
const states = ['received', 'routed', 'unrouted', 'unreadable', 'suppressed', 'erased'] as const

/** Finds a person, or a set of leads. What is searched for stands in `history.state`, never in the address. */
export function LeadsPage() {
  const t = useTranslations('leads')
  const filter = useTranslations('filter')
  const words = useTranslations('states')
  const { acts } = useMe()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const text = useLocation({ select: ({ state }) => state.text }) ?? ''
  const { from, ...rest } = search
  const sought = acts && text !== '' ? { text } : {}
  const pages = useHubPages('post /leads/searches', { ...rest, ...beginOf(from), ...sought })
  const sources = useHub('get /sources')
  const choose = (change: object) =>
    void navigate({ search: { ...search, ...change }, state: (before) => ({ ...before, text }) })
  return (
    <Page title={t('title')} actions={<ShowNames />}>
      {acts && (
        <SearchBox
          text={text}
          onChange={(wanted) =>
            void navigate({ search, replace: true, state: (before) => ({ ...before, text: wanted }) })
          }
        />
      )}
      <Filters>
        <Choose
          label={filter('state')}
          all={filter('any')}
          value={search.state?.[0]}
          options={states.map((value) => ({ value, text: words(value) }))}
          onChange={(value) => choose({ state: value && [value] })}
        />
        <Choose
          label={filter('source')}
          all={filter('any')}
          value={search.source}
          options={(sources.data?.items ?? []).map(({ id }) => ({ value: id, text: id }))}
          onChange={(value) => choose({ source: value })}
        />
        <Choose
          label={filter('cameIn')}
          all={filter('ever')}
          value={from}
          options={periods.map((value) => ({ value, text: filter(value) }))}
          onChange={(value) => choose({ from: value })}
        />
      </Filters>
      <Answered asked={pages}>
        {({ pages: all }) => {
          const items = all.flatMap((page) => page.items)
          if (items.length === 0 && !pages.hasNextPage) {
            const filtered = text !== '' || Object.values(search).some((value) => value !== undefined)
            return <Empty>{t(filtered ? 'nothingMatches' : 'nothing')}</Empty>
          }
          return (
            <>
              <Rows
                label={t('title')}
                items={items}
                hrefOf={({ id }) => `/leads/${id}`}
                nameOf={({ state, offer }) => `${words(state)} ${offer}`}
              >
                {(lead) => <LeadRow lead={lead} />}
              </Rows>
              <More pages={pages} />
            </>
          )
        }}
      </Answered>
    </Page>
  )
}
