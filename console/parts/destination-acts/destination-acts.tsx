/** What an operator does with a destination. Each act is done only if the destination is as it is shown (`If-Match`). */
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Answer } from '../../hub/client.ts'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { Button } from '../button/button.tsx'
import { Refused } from '../refused/refused.tsx'
import { CheckResult } from './check-result.tsx'
import styles from './destination-acts.module.css'
import { HoldButton } from './hold-button.tsx'
import { TestLeadButton } from './test-lead-button.tsx'

type Destination = Answer<'get /destinations'>['items'][number]

interface Props {
  one: Destination
  /** Whether every act is offered, or only those that help with the present state. @default false */
  all?: boolean
}

export function DestinationActs({ one, all = false }: Props) {
  const t = useTranslations('acts')
  const { acts } = useMe()
  const check = useAct('post /destinations/{id}/checks')
  const release = useAct('delete /destinations/{id}/hold')
  const pause = useAct('put /destinations/{id}/pause')
  const resume = useAct('delete /destinations/{id}/pause')
  if (!acts) return one.state === 'open' ? null : <p className="soft">{t('askOperator')}</p>
  const given = { params: { id: one.id }, ifMatch: `"${one.etag}"` }
  const closed = one.state === 'held' || one.state === 'resting'
  const said = (text: string) => ({ onSuccess: () => announce(text) })
  const busy = [check, release, pause, resume].some(({ isPending }) => isPending)
  return (
    <div className={styles['acts']}>
      <div className={styles['buttons']}>
        {one.checkable && (all || closed) && (
          <Button data-act="c" isPending={busy} onPress={() => check.mutate({ params: { id: one.id } })}>
            {t('check')}
          </Button>
        )}
        {closed && (
          <Button
            kind={one.heldBy ? 'main' : 'usual'}
            isPending={busy}
            onPress={() => release.mutate(given, said(t('released', { id: one.id })))}
          >
            {t('release')}
          </Button>
        )}
        {one.state === 'paused' && (
          <Button kind="main" isPending={busy} onPress={() => resume.mutate(given, said(t('resumed', { id: one.id })))}>
            {t('resume')}
          </Button>
        )}
        {all && <TestLeadButton id={one.id} />}
        {all && one.state !== 'held' && one.state !== 'paused' && <HoldButton one={one} />}
        {all && one.state !== 'paused' && one.state !== 'held' && (
          <Button isPending={busy} onPress={() => pause.mutate(given, said(t('paused', { id: one.id })))}>
            {t('pause')}
          </Button>
        )}
      </div>
      {check.data && <CheckResult of={check.data} askedAt={check.submittedAt} known={one.trouble?.problem?.id} />}
      <Refused error={check.error ?? release.error ?? pause.error ?? resume.error} />
    </div>
  )
}
