import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { Button } from '../button/button.tsx'
import { Choices } from '../dialog/dialog.tsx'
import { Refused } from '../refused/refused.tsx'
import { planUndo, type UndoPlan } from './undo.ts'

/** Takes a replay of many back: what that would take is told first, and it is done only if the replay is as it is shown. */
export function UndoButton({ id, etag }: { id: string; etag: string }) {
  const t = useTranslations('undo')
  const [plan, setPlan] = useState<UndoPlan>()
  const [error, setError] = useState<Error | null>(null)
  const [isAsked, setAsked] = useState(false)
  const undo = useAct('post /replays/{id}/undos')

  function ask(): void {
    setAsked(true)
    setError(null)
    undo.reset()
    planUndo(id).then(setPlan, setError)
  }
  function leave(): void {
    setAsked(false)
    setPlan(undefined)
  }
  function confirm(): void {
    const given = { params: { id }, body: {}, ifMatch: `"${etag}"` }
    undo.mutate(given, { onSuccess: () => announce(t('begun')), onSettled: leave })
  }

  if (!isAsked) {
    return (
      <>
        <Button onPress={ask}>{t('undo')}</Button>
        <Refused error={undo.error} />
      </>
    )
  }
  return (
    <section aria-label={t('undo')}>
      <p role="status">{plan ? t('plan', plan) : t('counting')}</p>
      <Refused error={error} />
      <Choices>
        {plan && plan.total > 0 && (
          <Button kind="main" autoFocus isDisabled={undo.isPending} onPress={confirm}>
            {t('confirm', { count: plan.total })}
          </Button>
        )}
        <Button autoFocus={plan?.total === 0} onPress={leave}>
          {t('leave')}
        </Button>
      </Choices>
    </section>
  )
}
