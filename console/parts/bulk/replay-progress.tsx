import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAct, useHub } from '../../hub/queries.ts'
import { Answered } from '../answer/answered.tsx'
import { Button } from '../button/button.tsx'
import { Choices } from '../dialog/dialog.tsx'
import { Refused } from '../refused/refused.tsx'
import styles from './bulk.module.css'

/** How far a replay of many is, and the ways to stop it and to take it back. */
export function ReplayProgress({ id, onClose }: { id: string; onClose(): void }) {
  const t = useTranslations('replay')
  const replay = useHub('get /replays/{id}', { params: { id } })
  const stop = useAct('post /replays/{id}/stops')
  const undo = useAct('post /replays/{id}/undos')
  const [undone, setUndone] = useState<string>()
  const takeBack = () =>
    undo.mutate(
      { params: { id } },
      { onSuccess: ({ takenBack, attempted, left }) => setUndone(t('undone', { takenBack, attempted, left })) },
    )
  return (
    <Answered asked={replay}>
      {({ state, done, total, outcome, etag }) => (
        <div className={styles['plan']}>
          <progress className={styles['bar']} max={total} value={done} aria-label={t('progress')} />
          <p role="status">{t('done', { done, total, ...outcome })}</p>
          {undone && <p role="status">{undone}</p>}
          <Refused error={stop.error ?? undo.error} />
          <Choices>
            {state === 'running' && (
              <Button onPress={() => stop.mutate({ params: { id }, ifMatch: `"${etag}"` })}>{t('stop')}</Button>
            )}
            {outcome.inLine > 0 && <Button onPress={takeBack}>{t('undo', { count: outcome.inLine })}</Button>}
            <Button kind="main" onPress={onClose}>
              {t('close')}
            </Button>
          </Choices>
        </div>
      )}
    </Answered>
  )
}
