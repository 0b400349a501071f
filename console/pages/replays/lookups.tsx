import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Progress } from '../../parts/progress/progress.tsx'
import { StoredFilter } from '../../parts/stored-filter/stored-filter.tsx'
import { Work, WorkList } from '../../parts/work/work-list.tsx'
import { WorkState } from '../../parts/work-state/work-state.tsx'
import { mostListed } from './replay-list.tsx'

export function Lookups() {
  const t = useTranslations('work')
  const page = useTranslations('lookupPage')
  const lookups = useHub('get /lookups')
  return (
    <Answered asked={lookups}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty>
            <p>{t('noLookup')}</p>
            <p>{t('noLookupHow')}</p>
          </Empty>
        ) : (
          <>
            <WorkList label={t('lookups')}>
              {items.map(({ id, state, actor, createdAt, filter, total, found, absent, cannot }) => {
                const done = found + absent + cannot
                return (
                  <Work
                    key={id}
                    actor={actor}
                    at={createdAt}
                    head={
                      <>
                        <WorkState of={state} />
                        <Link to="/lookups/$id" params={{ id }}>
                          <StoredFilter of={{ ...filter, lead: undefined }} />
                        </Link>
                      </>
                    }
                  >
                    {state === 'running' && <Progress label={page('progress')} value={done} of={total} />}
                    <p>{t('lookedUp', { done, total, found, absent, cannot })}</p>
                  </Work>
                )
              })}
            </WorkList>
            {items.length >= mostListed && <p className="soft">{t('newest')}</p>}
          </>
        )
      }
    </Answered>
  )
}
