import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { useAct, useHub } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Button } from '../../parts/button/button.tsx'
import { ErasureCounts } from '../../parts/erasure-state/erasure-counts.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { Progress } from '../../parts/progress/progress.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { WorkBy } from '../../parts/work/work-list.tsx'
import { WorkState } from '../../parts/work-state/work-state.tsx'
import { Records } from './records.tsx'

const route = getRouteApi('/erasures/$id')

/** One erasure: its leads, and what each far end said of each record. */
export function ErasurePage() {
  const t = useTranslations('erasures')
  const work = useTranslations('work')
  const { acts } = useMe()
  const { id } = route.useParams()
  const erasure = useHub('get /erasures/{id}', { params: { id } })
  const retry = useAct('post /erasures/{id}/retries')
  return (
    <Page title={t('page')} beside={erasure.data && <WorkState of={erasure.data.state} />}>
      <Answered asked={erasure}>
        {({ actor, createdAt, finishedAt, erased, leads, records, farEnds, items, leadIds, state }) => (
          <>
            <p className="soft">
              <WorkBy actor={actor} at={createdAt} />
              {finishedAt && <> · {work.rich('ended', { at: () => <Moment at={finishedAt} /> })}</>}
            </p>
            <div>
              {state === 'running' && <Progress label={t('progress')} value={erased} of={leads} />}
              <p role="status">{t('leads', { erased, leads })}</p>
            </div>
            <Section title={t('records')}>
              {!farEnds && <p>{t('hubOnly')}</p>}
              {farEnds && items.length === 0 && <p>{t('noRecords')}</p>}
              <ErasureCounts of={records} />
              {acts && (records.failed ?? 0) + (records['by-hand'] ?? 0) > 0 && (
                <div>
                  <Button
                    isDisabled={retry.isPending}
                    onPress={() =>
                      retry.mutate(
                        { params: { id } },
                        { onSuccess: (asked) => announce(t('retried', { count: asked.records })) },
                      )
                    }
                  >
                    {t('retry')}
                  </Button>
                </div>
              )}
              <Refused error={retry.error} />
              <Records items={items} />
            </Section>
            <Section title={t('itsLeads')}>
              <p>
                {leadIds.map((lead, at) => (
                  <span key={lead}>
                    {at > 0 && ' · '}
                    <Link to="/leads/$id" params={{ id: lead }}>
                      {t('lead', { id: lead.slice(-8) })}
                    </Link>
                  </span>
                ))}
              </p>
            </Section>
          </>
        )}
      </Answered>
    </Page>
  )
}
