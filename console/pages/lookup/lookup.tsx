import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { useAct, useHub } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { Progress } from '../../parts/progress/progress.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { StoredFilter } from '../../parts/stored-filter/stored-filter.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import { WorkBy } from '../../parts/work/work-list.tsx'
import { WorkState } from '../../parts/work-state/work-state.tsx'

const route = getRouteApi('/lookups/$id')

/** One look-up of many: how far it is, what the far ends said, and the way to stop it. */
export function LookupPage() {
  const t = useTranslations('lookupPage')
  const work = useTranslations('work')
  const { acts } = useMe()
  const { id } = route.useParams()
  const lookup = useHub('get /lookups/{id}', { params: { id } })
  const problems = useHub('get /problems')
  const stop = useAct('post /lookups/{id}/stops')
  return (
    <Page title={t('title')} beside={lookup.data && <WorkState of={lookup.data.state} />}>
      <Answered asked={lookup}>
        {({ filter, actor, createdAt, finishedAt, total, found, absent, cannot, state, lastFailure }) => (
          <>
            <p>
              <StoredFilter of={filter} />
            </p>
            <p className="soft">
              <WorkBy actor={actor} at={createdAt} />
              {finishedAt && <> · {work.rich('ended', { at: () => <Moment at={finishedAt} /> })}</>}
            </p>
            <div>
              <Progress label={t('progress')} value={found + absent + cannot} of={total} />
              <p role="status">{work('lookedUp', { done: found + absent + cannot, total, found, absent, cannot })}</p>
            </div>
            {acts && state === 'running' && (
              <div>
                <Button
                  isDisabled={stop.isPending}
                  onPress={() => stop.mutate({ params: { id } }, { onSuccess: () => announce(t('stopped')) })}
                >
                  {t('stop')}
                </Button>
              </div>
            )}
            <Refused error={stop.error} />
            {lastFailure && (
              <Section title={t('lastFailure')}>
                <Trouble
                  message={lastFailure.message}
                  code={lastFailure.code}
                  problem={problems.data?.items.find((one) => one.id === lastFailure.problem)}
                />
              </Section>
            )}
          </>
        )}
      </Answered>
    </Page>
  )
}
