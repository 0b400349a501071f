import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { openDialog } from '../bulk/act-host.tsx'
import { Button } from '../button/button.tsx'
import { Refused } from '../refused/refused.tsx'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import type { Alert } from './alert.ts'
import { useAlertName } from './alert-words.tsx'

/** An operator acknowledges an alert, or takes that back. A closed alert has no acts. */
export function AlertActs({ of: { id, kind, subject, state } }: { of: Alert }) {
  const t = useTranslations('alerts')
  const nameOf = useAlertName()
  const withdraw = useAct('delete /alerts/{id}/acknowledgements')
  const name = { name: nameOf(kind), subject }
  if (state === 'closed') return null
  return (
    <>
      {state === 'open' ? (
        <Button
          aria-label={t('acknowledgeOf', name)}
          onPress={() => openDialog((close) => <Acknowledge id={id} onClose={close} />)}
        >
          {t('acknowledge')}
        </Button>
      ) : (
        <Button
          aria-label={t('withdrawOf', name)}
          isDisabled={withdraw.isPending}
          onPress={() => withdraw.mutate({ params: { id } }, { onSuccess: () => announce(t('withdrawn')) })}
        >
          {t('withdraw')}
        </Button>
      )}
      <Refused error={withdraw.error} />
    </>
  )
}

/** The dialog stands outside of the page, which has these texts. */
function Acknowledge(props: Parameters<typeof AcknowledgeDialog>[0]) {
  return (
    <LaterTexts of="alerts">
      <AcknowledgeDialog {...props} />
    </LaterTexts>
  )
}
