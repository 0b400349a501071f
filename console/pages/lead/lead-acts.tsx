import { Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { laterPart } from '../../app/later-part.ts'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useAct, useHub } from '../../hub/queries.ts'
import { announce } from '../../parts/announce/announce.tsx'
import { askLeadAct } from '../../parts/bulk/act-host.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import styles from './lead.module.css'

const EraseDialog = laterPart(() => import('./erase-dialog.tsx').then((file) => file.EraseDialog))
const DryRunDialog = laterPart(() => import('./dry-run-dialog.tsx').then((file) => file.DryRunDialog))

const stranded = ['unrouted', 'unreadable', 'suppressed']

/** What an operator does with the lead as a whole. */
export function LeadActs({ lead: { id, state } }: { lead: Answer<'get /leads/{id}'> }) {
  const t = useTranslations('lead')
  const erased = useTranslations('erased')
  const { acts } = useMe()
  const [shown, setShown] = useState<'erase' | 'dry-run'>()
  const waits = useHub('post /leads/searches', { body: { ids: [id], awaitingApproval: true, limit: 1 } })
  const approve = useAct('post /leads/{id}/approvals')
  if (!acts) return null
  const close = () => setShown(undefined)
  return (
    <>
      {state === 'erased' && <p className="soft">{erased('acts')}</p>}
      {/* The dialog that erases stays, and tells how far it is. */}
      {state !== 'erased' && (
        <div className={styles['buttons']}>
          {(waits.data?.items.length ?? 0) > 0 && (
            <Button
              kind="main"
              isDisabled={approve.isPending}
              onPress={() => approve.mutate({ params: { id } }, { onSuccess: () => announce(t('approved')) })}
            >
              {t('approve')}
            </Button>
          )}
          {stranded.includes(state) && (
            <Button onPress={() => askLeadAct('reroute', { filter: {}, ids: [id] })}>{t('reroute')}</Button>
          )}
          {state !== 'unreadable' && <Button onPress={() => setShown('dry-run')}>{t('dryRun')}</Button>}
          <Button onPress={() => setShown('erase')}>{t('erase')}</Button>
        </div>
      )}
      <Refused error={approve.error} />
      <Suspense>
        {shown === 'erase' && <EraseDialog lead={id} onClose={close} />}
        {shown === 'dry-run' && <DryRunDialog lead={id} onClose={close} />}
      </Suspense>
    </>
  )
}
