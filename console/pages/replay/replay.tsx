import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useAct, useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { UndoButton } from '../../parts/bulk/undo-button.tsx'
import { UndoWords } from '../../parts/bulk/undo-words.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { Progress } from '../../parts/progress/progress.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { StoredFilter } from '../../parts/stored-filter/stored-filter.tsx'
import { WorkBy } from '../../parts/work/work-list.tsx'
import { WorkState } from '../../parts/work-state/work-state.tsx'
import { Outcome } from './outcome.tsx'
import styles from './replay.module.css'

type Replay = Answer<'get /replays/{id}'>

const route = getRouteApi('/replays/$id')

/** One replay of many: what it meant, how far it is, where its deliveries are, and the ways to stop it and to take it back. */
export function ReplayPage() {
  const t = useTranslations('replayPage')
  const work = useTranslations('work')
  const { id } = route.useParams()
  const replay = useHub('get /replays/{id}', { params: { id } })
  return (
    <Page title={t('title')} beside={replay.data && <WorkState of={replay.data.state} />}>
      <Answered asked={replay}>
        {(one) => (
          <>
            <p>
              <StoredFilter of={one.filter} />
              {one.again && <> · {work('again')}</>}
            </p>
            <p className="soft">
              <WorkBy actor={one.actor} at={one.createdAt} />
              {one.finishedAt && <> · {work.rich('ended', { at: () => <Moment at={one.finishedAt ?? ''} /> })}</>}
            </p>
            <div>
              <Progress label={t('progress')} value={one.done} of={one.total} />
              <p role="status">{work('put', one)}</p>
            </div>
            {one.state === 'done' && one.total > one.done && <p>{t('moved', { count: one.total - one.done })}</p>}
            {one.undo && <UndoWords undo={one.undo} undone={one.undone} left={one.outcome.inLine} />}
            <Acts one={one} />
            <Section title={t('whereNow')}>
              <Outcome one={one} />
              <p>
                <Link to="/deliveries" search={{ replay: id }}>
                  {t('deliveries')}
                </Link>
              </p>
            </Section>
          </>
        )}
      </Answered>
    </Page>
  )
}

function Acts({ one: { id, etag, state, outcome, undo } }: { one: Replay }) {
  const t = useTranslations('replay')
  const { acts } = useMe()
  const stop = useAct('post /replays/{id}/stops')
  if (!acts) return null
  return (
    <div className={styles['acts']}>
      {state === 'running' && (
        <Button isDisabled={stop.isPending} onPress={() => stop.mutate({ params: { id }, ifMatch: `"${etag}"` })}>
          {t('stop')}
        </Button>
      )}
      {(outcome.inLine > 0 || state === 'running') && undo?.state !== 'running' && <UndoButton id={id} etag={etag} />}
      <Refused error={stop.error} />
    </div>
  )
}
