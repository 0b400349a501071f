import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { Progress } from '../../parts/progress/progress.tsx'
import { StoredFilter } from '../../parts/stored-filter/stored-filter.tsx'
import { Work, WorkList } from '../../parts/work/work-list.tsx'
import { WorkState } from '../../parts/work-state/work-state.tsx'

/** The hub lists no more. */
export const mostListed = 100

export function Replays() {
  const t = useTranslations('work')
  const page = useTranslations('replayPage')
  const replays = useHub('get /replays')
  return (
    <Answered asked={replays}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty>
            <p>{t('noReplay')}</p>
            <p>{t('noReplayHow')}</p>
          </Empty>
        ) : (
          <>
            <WorkList label={t('replays')}>
              {items.map((one) => (
                <Work
                  key={one.id}
                  actor={one.actor}
                  at={one.createdAt}
                  head={
                    <>
                      <WorkState of={one.undo?.state === 'running' ? 'running' : one.state} />
                      <Link to="/replays/$id" params={{ id: one.id }}>
                        <StoredFilterText of={one.filter} />
                      </Link>
                    </>
                  }
                >
                  {one.state === 'running' && <Progress label={page('progress')} value={one.done} of={one.total} />}
                  <p>
                    {t('put', one)}
                    {one.undone > 0 && <> · {t('takenBack', { count: one.undone })}</>}
                    {one.again && <> · {t('again')}</>}
                  </p>
                </Work>
              ))}
            </WorkList>
            {items.length >= mostListed && <p className="soft">{t('newest')}</p>}
          </>
        )
      }
    </Answered>
  )
}

/** Without the link to a lead, because it stands in a link itself. */
function StoredFilterText({ of: { lead: _lead, ...of } }: { of: Readonly<Record<string, unknown>> }) {
  return <StoredFilter of={of} />
}
