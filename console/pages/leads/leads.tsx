import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { beginOf, isFiltered, type LeadSearch, withoutLast } from '../../app/search.ts'
import { keepSought, soughtOf } from '../../app/sought.ts'
import { type ListOf, useList } from '../../hub/lists.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { BulkBar } from '../../parts/bulk-bar/bulk-bar.tsx'
import { Count } from '../../parts/count/count.tsx'
import { FilterWords } from '../../parts/filter-words/filter-words.tsx'
import { NoRows } from '../../parts/no-rows/no-rows.tsx'
import { Page } from '../../parts/page/page.tsx'
import { ShowNames } from '../../parts/person/person.tsx'
import { Fresh } from '../../parts/rows/fresh.tsx'
import { More } from '../../parts/rows/more.tsx'
import { Rows } from '../../parts/rows/rows.tsx'
import { useSelection } from '../../parts/rows/selection.ts'
import { backTo, leaveFrom } from '../../parts/rows/trail.ts'
import { LeadActs } from './lead-acts.tsx'
import { LeadFilters } from './lead-filters.tsx'
import { drawLead } from './lead-row.tsx'
import { SearchBox } from './search-box.tsx'

const route = getRouteApi('/leads')
const none = [] as const

/** Finds a person, or a set of leads. What is searched for stands in no address (`app/sought.ts`). */
export function LeadsPage() {
  const t = useTranslations('leads')
  const words = useTranslations('states')
  const { acts } = useMe()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const written = soughtOf(useLocation({ select: ({ state }) => state.text }))
  const text = acts ? written : ''
  const list = useListOf(search, text)
  const { asked, fresh, total: shown = 0, take, more, onView } = useList(list)
  const items = asked.data?.items ?? none
  const selection = useSelection(JSON.stringify(list), items)
  const total = asked.data?.count ?? items.length
  const filtered = text !== '' || isFiltered(search)
  const choose = (changed: LeadSearch, sought = text) =>
    void navigate({ search: changed, state: (before) => ({ ...before, text: keepSought(sought) }) })

  return (
    <Page title={t('title')} actions={<ShowNames />}>
      {acts && (
        <SearchBox
          text={text}
          onChange={(wanted) =>
            void navigate({ search, replace: true, state: (before) => ({ ...before, text: keepSought(wanted) }) })
          }
        />
      )}
      <LeadFilters search={search} onChange={choose} />
      <Answered asked={asked}>
        {() =>
          items.length === 0 ? (
            <NoRows
              filter={
                filtered ? (
                  <>
                    {isFiltered(search) && <FilterWords of={search} />} {text !== '' && t('sought')}
                  </>
                ) : undefined
              }
              lookedAt={asked.dataUpdatedAt}
              onTakeAway={() => (text === '' ? choose(withoutLast(search)) : choose(search, ''))}
            >
              <p>{t('nothing')}</p>
            </NoRows>
          ) : (
            <>
              <p>{t.rich('count', { count: shown, n: () => <Count of={shown} /> })}</p>
              <Fresh fresh={fresh} onTake={take} />
              <Rows
                label={t('title')}
                items={items}
                total={shown}
                selection={acts ? selection : undefined}
                back={backTo(list)}
                hrefOf={({ id }) => `/leads/${id}`}
                nameOf={({ state, offer }) => `${words(state)} ${offer}`}
                onOpen={({ id }) => leaveFrom(list, id)}
                onView={onView}
              >
                {drawLead}
              </Rows>
              <More pages={more} />
              {acts && (
                <BulkBar selection={selection} total={total}>
                  <LeadActs search={search} selection={selection} isSought={text !== ''} />
                </BulkBar>
              )}
            </>
          )
        }
      </Answered>
    </Page>
  )
}

/** The same object as long as the filter and the text are the same. */
function useListOf(search: LeadSearch, text: string): ListOf<'post /leads/searches'> {
  const written = JSON.stringify(search)
  return useMemo(() => {
    const { from, ...filter } = JSON.parse(written) as LeadSearch
    return {
      name: 'post /leads/searches',
      given: { ...filter, ...beginOf(from), ...(text === '' ? {} : { text }) },
    }
  }, [written, text])
}
