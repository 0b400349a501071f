import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../moment/moment.tsx'
import { Progress } from '../progress/progress.tsx'

type Replay = Answer<'get /replays/{id}'>

interface Props {
  undo: NonNullable<Replay['undo']>
  undone: number
  /** Deliveries that are still in line by the replay. */
  left: number
}

/** Who takes a replay back, and how far that is. */
export function UndoWords({ undo: { state, actor, askedAt, endedAt }, undone, left }: Props) {
  const t = useTranslations('replayPage')
  const work = useTranslations('work')
  const at = endedAt ?? askedAt
  return (
    <>
      {state === 'running' && <Progress label={t('undoProgress')} value={undone} of={undone + left} />}
      <p role="status">
        {t.rich(state === 'running' ? 'undoRuns' : 'undoEnded', { actor, at: () => <Moment at={at} /> })}{' '}
        {work('takenBack', { count: undone })}
      </p>
    </>
  )
}
