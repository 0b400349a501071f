import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { askAct } from '../../parts/bulk/act-host.tsx'
import { Button } from '../../parts/button/button.tsx'
import { CancelButton } from '../../parts/cancel-button/cancel-button.tsx'
import { LookUpButton } from '../../parts/look-up-button/look-up-button.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { SettleButton } from '../../parts/settle-dialog/settle-button.tsx'
import styles from './lead.module.css'

type Delivery = Answer<'get /leads/{id}'>['deliveries'][number]

const replayable: readonly Delivery['state'][] = ['held', 'waiting', 'rejected', 'uncertain', 'exhausted', 'cancelled']
const cancellable: readonly Delivery['state'][] = ['queued', 'held', 'waiting', 'rejected', 'uncertain', 'exhausted']

/** What an operator does with one delivery. Each act is done only if the delivery is as it is shown (`If-Match`). */
export function DeliveryActs({ delivery }: { delivery: Delivery }) {
  const { id, etag, state, mayBeThere, erased } = delivery
  const t = useTranslations('lead')
  const { acts } = useMe()
  const replay = useAct('post /deliveries/{id}/replays')
  if (!acts) return null
  const sendAgain = () =>
    replay.mutate(
      { params: { id }, ifMatch: `"${etag}"`, body: {} },
      { onSuccess: ({ notes }) => announce([t('queuedAgain'), ...notes].join(' ')) },
    )
  // What may be there already might be there twice: the dialog tells, and asks.
  const asks = state === 'uncertain' || mayBeThere
  return (
    <>
      <div className={styles['buttons']}>
        <LookUpButton delivery={delivery} />
        <SettleButton delivery={delivery} />
        {replayable.includes(state) && !erased && (
          <Button
            data-act="r"
            isDisabled={replay.isPending}
            onPress={asks ? () => askAct('replay', { filter: {}, ids: [id] }) : sendAgain}
          >
            {t(asks ? 'replayAsk' : 'replay')}
          </Button>
        )}
        {cancellable.includes(state) && <CancelButton delivery={delivery} />}
      </div>
      <Refused error={replay.error} />
    </>
  )
}
