import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { beginOf } from '../../app/search.ts'
import { useHubPages } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { askReplay } from '../../parts/bulk/replay-host.tsx'
import { Button } from '../../parts/button/button.tsx'
import { FilterWords } from '../../parts/filter-words/filter-words.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page } from '../../parts/page/page.tsx'
import { Person, ShowNames } from '../../parts/person/person.tsx'
import { More } from '../../parts/rows/more.tsx'
import { Rows } from '../../parts/rows/rows.tsx'
import { State } from '../../parts/state/state.tsx'

const route = getRouteApi('/deliveries')

/** The deliveries that a filter means, such as those of a group of failures. */
export function DeliveriesPage() {
  const t = useTranslations('deliveries')
  const { acts } = useMe()
  const search = route.useSearch()
  const { from, ...rest } = search
  const pages = useHubPages('get /deliveries', { ...rest, ...beginOf(from) })
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <ShowNames />
          {acts && <Button onPress={() => askReplay(search)}>{t('replay')}</Button>}
        </>
      }
    >
      <p>
        <FilterWords of={search} />
      </p>
      <Answered asked={pages}>
        {({ pages: all }) => {
          const items = all.flatMap((page) => page.items)
          if (items.length === 0) return <Empty>{t('nothing')}</Empty>
          return (
            <>
              <Rows
                label={t('title')}
                items={items}
                hrefOf={({ leadId }) => `/leads/${leadId}`}
                nameOf={({ state, destination }) => `${state} ${destination}`}
              >
                {(one) => (
                  <>
                    <State of={one.state} />
                    <span>
                      {one.destination} <span className="soft">{one.offer}</span>
                    </span>
                    <span>
                      <Person name={one.name} company={one.company} />
                    </span>
                    <span className="soft">
                      <Moment at={one.receivedAt} />
                    </span>
                  </>
                )}
              </Rows>
              <More pages={pages} />
            </>
          )
        }}
      </Answered>
    </Page>
  )
}
