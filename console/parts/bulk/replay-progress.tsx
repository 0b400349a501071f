import { useTranslations } from 'use-intl'
import { useAct, useHub } from '../../hub/queries.ts'
import { Spoken } from '../announce/spoken.tsx'
import { Answered } from '../answer/answered.tsx'
import { Button } from '../button/button.tsx'
import { Choices } from '../dialog/dialog.tsx'
import { Progress } from '../progress/progress.tsx'
import { Refused } from '../refused/refused.tsx'
import styles from './bulk.module.css'
import { UndoButton } from './undo-button.tsx'
import { UndoWords } from './undo-words.tsx'

/** How far a replay of many is, and the ways to stop it and to take it back. */
export function ReplayProgress({ id, onClose }: { id: string; onClose(): void }) {
  const t = useTranslations('replay')
  const replay = useHub('get /replays/{id}', { params: { id } })
  const stop = useAct('post /replays/{id}/stops')
  return (
    <Answered asked={replay}>
      {({ state, done, total, outcome, etag, undo, undone }) => (
        <div className={styles['plan']}>
          <Progress label={t('progress')} value={done} of={total} />
          <Spoken>{t('done', { done, total, ...outcome })}</Spoken>
          {undo && <UndoWords undo={undo} undone={undone} left={outcome.inLine} />}
          <Refused error={stop.error} />
          {outcome.inLine > 0 && undo?.state !== 'running' && <UndoButton id={id} etag={etag} />}
          <Choices>
            {state === 'running' && (
              <Button onPress={() => stop.mutate({ params: { id }, ifMatch: `"${etag}"` })}>{t('stop')}</Button>
            )}
            <Button kind="main" onPress={onClose}>
              {t('close')}
            </Button>
          </Choices>
        </div>
      )}
    </Answered>
  )
}
