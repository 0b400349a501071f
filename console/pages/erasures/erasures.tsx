import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { ErasureCounts } from '../../parts/erasure-state/erasure-counts.tsx'
import { Page } from '../../parts/page/page.tsx'
import { Progress } from '../../parts/progress/progress.tsx'
import { WorkKinds } from '../../parts/work/work-kinds.tsx'
import { Work, WorkList } from '../../parts/work/work-list.tsx'
import { WorkState } from '../../parts/work-state/work-state.tsx'

/** Whose data was erased, and what the far ends made of it. No name is kept. */
export function ErasuresPage() {
  const t = useTranslations('erasures')
  const erasures = useHub('get /erasures')
  return (
    <Page title={t('title')}>
      <WorkKinds />
      <Answered asked={erasures}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              <p>{t('nothing')}</p>
              <p>{t('nothingHow')}</p>
            </Empty>
          ) : (
            <WorkList label={t('title')}>
              {items.map((one) => (
                <Work
                  key={one.id}
                  actor={one.actor}
                  at={one.createdAt}
                  head={
                    <>
                      <WorkState of={one.state} />
                      <Link to="/erasures/$id" params={{ id: one.id }}>
                        {t('leads', one)}
                      </Link>
                    </>
                  }
                >
                  {one.state === 'running' && <Progress label={t('progress')} value={one.erased} of={one.leads} />}
                  {one.farEnds ? <ErasureCounts of={one.records} /> : <p>{t('hubOnly')}</p>}
                </Work>
              ))}
            </WorkList>
          )
        }
      </Answered>
    </Page>
  )
}
