import { useTranslations } from 'use-intl'
import { useAct, useHub } from '../../hub/queries.ts'
import { Spoken } from '../announce/spoken.tsx'
import { Answered } from '../answer/answered.tsx'
import { Button } from '../button/button.tsx'
import { Choices } from '../dialog/dialog.tsx'
import { Progress } from '../progress/progress.tsx'
import { Refused } from '../refused/refused.tsx'
import styles from './bulk.module.css'

/** How far a look-up of many is, what the far end said, and the way to stop it. */
export function LookupProgress({ id, onClose }: { id: string; onClose(): void }) {
  const t = useTranslations('bulk')
  const lookup = useHub('get /lookups/{id}', { params: { id } })
  const stop = useAct('post /lookups/{id}/stops')
  return (
    <Answered asked={lookup}>
      {({ state, total, found, absent, cannot, lastFailure }) => (
        <div className={styles['plan']}>
          <Progress label={t('lookedUp')} value={found + absent + cannot} of={total} />
          <Spoken>{t('lookupResult', { found, absent, cannot, total })}</Spoken>
          {lastFailure && <p className="soft">{lastFailure.message}</p>}
          <Refused error={stop.error} />
          <Choices>
            {state === 'running' && <Button onPress={() => stop.mutate({ params: { id } })}>{t('stop')}</Button>}
            <Button kind="main" onPress={onClose}>
              {t('close')}
            </Button>
          </Choices>
        </div>
      )}
    </Answered>
  )
}
