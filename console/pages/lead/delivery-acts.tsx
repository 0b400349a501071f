import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Button } from '../../parts/button/button.tsx'
import { LookUpButton } from '../../parts/look-up-button/look-up-button.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { SettleButton } from '../../parts/settle-dialog/settle-button.tsx'
import styles from './lead.module.css'

type Delivery = Answer<'get /leads/{id}'>['deliveries'][number]

const replayable: readonly Delivery['state'][] = ['held', 'waiting', 'rejected', 'uncertain', 'exhausted', 'cancelled']

/** Sends one delivery again, or asks the far end whether it has it. */
export function DeliveryActs({ delivery }: { delivery: Delivery }) {
  const { id, etag, state } = delivery
  const t = useTranslations('lead')
  const { acts } = useMe()
  const replay = useAct('post /deliveries/{id}/replays')
  if (!acts || !replayable.includes(state)) return null
  const given = { params: { id }, ifMatch: `"${etag}"` }
  const sendAgain = () =>
    replay.mutate(
      { ...given, body: {} },
      { onSuccess: ({ notes }) => announce([t('queuedAgain'), ...notes].join(' ')) },
    )
  return (
    <>
      <div className={styles['buttons']}>
        <LookUpButton delivery={delivery} />
        <SettleButton delivery={delivery} />
        <Button isDisabled={replay.isPending} onPress={sendAgain}>
          {t('replay')}
        </Button>
      </div>
      <Refused error={replay.error} />
    </>
  )
}
