import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { beginOf, type DeliverySearch, deliveryStates, isFiltered, withoutLast } from '../../app/search.ts'
import { type ListOf, useList } from '../../hub/lists.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { askAct, askSettle } from '../../parts/bulk/act-host.tsx'
import { BulkBar, idsOf } from '../../parts/bulk-bar/bulk-bar.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Count } from '../../parts/count/count.tsx'
import { DeliveryFilters } from '../../parts/delivery-filters/delivery-filters.tsx'
import { useDeliveryActs } from '../../parts/delivery-rows/delivery-acts.ts'
import { drawDelivery } from '../../parts/delivery-rows/delivery-row.tsx'
import { FilterWords } from '../../parts/filter-words/filter-words.tsx'
import { NoRows } from '../../parts/no-rows/no-rows.tsx'
import { Page } from '../../parts/page/page.tsx'
import { ShowNames } from '../../parts/person/person.tsx'
import { Fresh } from '../../parts/rows/fresh.tsx'
import { More } from '../../parts/rows/more.tsx'
import { Rows } from '../../parts/rows/rows.tsx'
import { useSelection } from '../../parts/rows/selection.ts'
import { backTo, leaveFrom } from '../../parts/rows/trail.ts'

const route = getRouteApi('/deliveries')
const nothing = [] as const

/** The deliveries that a filter means, such as those of a group of failures. */
export function DeliveriesPage() {
  const t = useTranslations('deliveries')
  const states = useTranslations('states')
  const { acts } = useMe()
  const router = useRouter()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const list = useListOf(search)
  const { asked, fresh, total: shown = 0, take, more, onView } = useList(list)
  const { data } = asked
  const items = data?.items ?? nothing
  const selection = useSelection(JSON.stringify(list), items)
  const total = data?.count ?? items.length
  const one = useDeliveryActs()
  const meant = () => ({ filter: search, ids: idsOf(selection) })
  const isChosen = selection.isAll || selection.ids.size > 0

  function onLetter(letter: string, item: (typeof items)[number]): boolean {
    if (!acts) return false
    if (letter === 'r') askAct('replay', isChosen ? meant() : { filter: search, ids: [item.id] })
    else if (letter === 'l') isChosen ? askAct('look-up', meant()) : one.lookUp(item)
    else if (letter === 's') isChosen ? askAct('settle', meant()) : askSettle(item)
    else if (letter === 'c') one.check(item.destination)
    else if (letter === 'h') void router.navigate({ to: '/destinations/$id', params: { id: item.destination } })
    else return false
    return true
  }

  return (
    <Page title={t('title')} actions={<ShowNames />}>
      <DeliveryFilters
        search={search}
        states={deliveryStates}
        onChange={(changed) => void navigate({ search: changed })}
      />
      <Answered asked={asked}>
        {() =>
          items.length === 0 ? (
            <NoRows
              filter={isFiltered(search) ? <FilterWords of={search} /> : undefined}
              lookedAt={asked.dataUpdatedAt}
              onTakeAway={() => void navigate({ search: withoutLast(search) })}
            >
              <p>{t('nothing')}</p>
            </NoRows>
          ) : (
            <>
              <p>
                {t.rich('count', { count: shown, n: () => <Count of={shown} /> })}{' '}
                <span className="soft">
                  <FilterWords of={search} />
                </span>
              </p>
              <Fresh fresh={fresh} onTake={take} />
              <Rows
                label={t('title')}
                items={items}
                total={shown}
                selection={acts ? selection : undefined}
                back={backTo(list)}
                hrefOf={({ leadId }) => `/leads/${leadId}`}
                nameOf={({ state, destination }) => `${states(state)} ${destination}`}
                onOpen={({ id }) => leaveFrom(list, id)}
                onView={onView}
                onLetter={onLetter}
              >
                {drawDelivery}
              </Rows>
              <More pages={more} />
              {acts && (
                <BulkBar selection={selection} total={total}>
                  <Button kind="main" data-act="r" onPress={() => askAct('replay', meant())}>
                    {t('replay')}
                  </Button>
                  <Button data-act="l" onPress={() => askAct('look-up', meant())}>
                    {t('lookUp')}
                  </Button>
                  <Button data-act="s" onPress={() => askAct('settle', meant())}>
                    {t('settle')}
                  </Button>
                  <Button onPress={() => askAct('cancel', meant())}>{t('cancel')}</Button>
                </BulkBar>
              )}
            </>
          )
        }
      </Answered>
    </Page>
  )
}

/** The same object as long as the filter is the same. Its beginning stays, so that the list does not begin again by itself. */
function useListOf(search: DeliverySearch): ListOf<'post /deliveries/searches'> {
  const written = JSON.stringify(search)
  return useMemo(() => {
    const { from, ...filter } = JSON.parse(written) as DeliverySearch
    return { name: 'post /deliveries/searches', given: { ...filter, ...beginOf(from) } }
  }, [written])
}
