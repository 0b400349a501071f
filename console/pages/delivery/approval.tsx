import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import { useAct, useHub } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Refused } from '../../parts/refused/refused.tsx'

/** Lets the lead go to the destinations where it waits for approval. */
export function Approval({ lead }: { lead: string }) {
  const t = useTranslations('delivery')
  const { acts } = useMe()
  const { data } = useHub('get /leads/{id}', { params: { id: lead } })
  const approve = useAct('post /leads/{id}/approvals')
  if (!data || data.awaiting.length === 0) return null
  return (
    <>
      <p>{t('approveDetail', { reason: data.awaiting.join(', ') })}</p>
      {acts && (
        <div>
          <Button
            isDisabled={approve.isPending}
            onPress={() => approve.mutate({ params: { id: lead } }, { onSuccess: () => announce(t('approved')) })}
          >
            {t('approve')}
          </Button>
        </div>
      )}
      <Refused error={approve.error} />
    </>
  )
}
