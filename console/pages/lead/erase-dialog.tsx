/** Erases the person of a lead: says what and where first, and asks for the number of leads. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type Answer, HubProblem, hub } from '../../hub/client.ts'
import { readAgain, useHub } from '../../hub/queries.ts'
import { Button } from '../../parts/button/button.tsx'
import { Choices, Dialog } from '../../parts/dialog/dialog.tsx'
import { Field } from '../../parts/field/field.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { Toggle } from '../../parts/toggle/toggle.tsx'
import styles from './lead.module.css'

type Plan = Extract<Answer<'post /erasures'>, { dryRun: true }>

export function EraseDialog({ lead, onClose }: { lead: string; onClose(): void }) {
  const t = useTranslations('erase')
  const [plan, setPlan] = useState<Plan>()
  const [farEnds, setFarEnds] = useState(true)
  const [typed, setTyped] = useState('')
  const [erasure, setErasure] = useState<string>()
  const [error, setError] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    hub.call('post /erasures', { body: { lead, dryRun: true } }).then((answer) => {
      if ('dryRun' in answer) setPlan(answer)
    }, setError)
  }, [lead])
  const count = plan?.leads.length ?? 0
  const isReady = plan !== undefined && !busy && typed.trim() === String(count)

  async function confirm(): Promise<void> {
    if (!isReady) return
    setBusy(true)
    setError(null)
    try {
      const answer = await hub.call('post /erasures', { body: { lead, farEnds, expected: count } })
      if ('id' in answer) setErasure(answer.id)
    } catch (refusal) {
      setError(refusal as Error)
      // The leads of today, which are confirmed again.
      if (refusal instanceof HubProblem && refusal.status === 409 && refusal.details['figures']) {
        setPlan(refusal.details['figures'] as Plan)
        setTyped('')
      }
    }
    setBusy(false)
    await readAgain()
  }

  return (
    <Dialog title={t('title')} isOpen onOpenChange={onClose} onConfirm={() => void confirm()}>
      {erasure && <Progress id={erasure} onClose={onClose} />}
      {!erasure && (
        <>
          {!plan && !error && <p role="status">{t('looking')}</p>}
          {plan && (
            <>
              <p role="status">{t(plan.byAddress ? 'leads' : 'alone', { count })}</p>
              <ul className={styles['plain']}>
                {[...Map.groupBy(plan.records, ({ destination, asked }) => `${destination} ${asked}`)].map(
                  ([key, records]) => (
                    <li key={key}>
                      {records[0]?.destination}: {t(records[0]?.asked ? 'asked' : 'byHand', { count: records.length })}
                    </li>
                  ),
                )}
              </ul>
              <Toggle isOn={farEnds} onChange={setFarEnds}>
                {t('farEnds')}
              </Toggle>
              <p>{t('final')}</p>
              <Field
                label={t('type', { count: String(count) })}
                value={typed}
                onChange={setTyped}
                inputMode="numeric"
                autoComplete="off"
              />
            </>
          )}
          <Refused error={error} />
          <Choices>
            <Button onPress={onClose}>{t('back')}</Button>
            <Button kind="main" isDisabled={!isReady} onPress={() => void confirm()}>
              {t('now')}
            </Button>
          </Choices>
        </>
      )}
    </Dialog>
  )
}

function Progress({ id, onClose }: { id: string; onClose(): void }) {
  const t = useTranslations('erase')
  const { data } = useHub('get /erasures/{id}', { params: { id } })
  const { erased, absent, failed, pending, 'by-hand': byHand } = data?.records ?? {}
  return (
    <>
      <p role="status">
        {data && t('done', { leads: data.erased, of: data.leads })}{' '}
        {data &&
          t('records', {
            erased: (erased ?? 0) + (absent ?? 0),
            pending: pending ?? 0,
            failed: failed ?? 0,
            byHand: byHand ?? 0,
          })}
      </p>
      <Choices>
        <Button kind="main" onPress={onClose}>
          {t('close')}
        </Button>
      </Choices>
    </>
  )
}
