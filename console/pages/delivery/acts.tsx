/** What an operator does with one delivery. Each act is done only if the delivery is as it is shown (`If-Match`). */
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Button } from '../../parts/button/button.tsx'
import { LookUpButton } from '../../parts/look-up-button/look-up-button.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { SettleButton } from '../../parts/settle-dialog/settle-button.tsx'
import { ConfirmButton } from './confirm-button.tsx'
import styles from './delivery.module.css'

type Delivery = Answer<'get /deliveries/{id}'>

const replayable: readonly Delivery['state'][] = ['held', 'waiting', 'rejected', 'uncertain', 'exhausted', 'cancelled']
const cancellable: readonly Delivery['state'][] = ['queued', 'held', 'waiting', 'rejected', 'uncertain', 'exhausted']

export function Acts({ one }: { one: Delivery }) {
  const t = useTranslations('delivery')
  const states = useTranslations('states')
  const erased = useTranslations('erased')
  const { acts } = useMe()
  const replay = useAct('post /deliveries/{id}/replays')
  const undo = useAct('post /deliveries/{id}/undos')
  const cancel = useAct('post /deliveries/{id}/cancellations')
  const { id, state } = one
  const given = { params: { id }, ifMatch: `"${one.etag}"` }
  if (!acts) return state === 'delivered' || one.erased ? null : <p className="soft">{t('askOperator')}</p>

  const send = (again: boolean) => () =>
    replay.mutate(
      { ...given, body: { again } },
      { onSuccess: ({ notes }) => announce([t('queued'), ...notes].join(' ')) },
    )
  const takeBack = () =>
    undo.mutate(given, { onSuccess: (done) => announce(t('undone', { state: states(done.state) })) })
  const giveUp = () => cancel.mutate(given, { onSuccess: () => announce(t('cancelled')) })
  return (
    <>
      {one.erased && <p className="soft">{erased('acts')}</p>}
      <div className={styles['acts']}>
        <LookUpButton delivery={one} />
        <SettleButton delivery={one} />
        {replayable.includes(state) && !one.erased && (
          <Button data-act="r" isDisabled={replay.isPending} onPress={send(false)}>
            {t('replay')}
          </Button>
        )}
        {canBeTakenBack(one) && (
          <Button isDisabled={undo.isPending} onPress={takeBack}>
            {t('undo')}
          </Button>
        )}
        {state === 'delivered' && !one.erased && (
          <ConfirmButton
            name={t('again')}
            title={t('againTitle')}
            detail={t('againDetail')}
            confirm={t('againNow')}
            onConfirm={send(true)}
          />
        )}
        {cancellable.includes(state) && (
          <ConfirmButton
            name={t('cancel')}
            title={t('cancelTitle')}
            detail={t('cancelDetail')}
            confirm={t('cancelNow')}
            onConfirm={giveUp}
          />
        )}
      </div>
      <Refused error={replay.error ?? undo.error ?? cancel.error} />
    </>
  )
}

/** Whether its last replay put it in line, and no attempt has begun since. */
function canBeTakenBack({ state, lineage, attempts }: Delivery): boolean {
  const last = lineage.find(({ undoneAt }) => undoneAt === null)
  const isInLine = state === 'queued' || state === 'waiting' || state === 'held'
  return isInLine && last !== undefined && attempts.every(({ startedAt }) => startedAt < last.at)
}
