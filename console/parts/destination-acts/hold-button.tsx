import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { openDialog } from '../bulk/act-host.tsx'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { Field } from '../field/field.tsx'
import { Refused } from '../refused/refused.tsx'

interface Props {
  one: { id: string; etag: string }
  onClose(): void
}

/** Opens the dialog that holds the destination as it is shown now. */
export function HoldButton({ one }: Pick<Props, 'one'>) {
  const t = useTranslations('acts')
  return (
    <Button data-act="h" onPress={() => openDialog((close) => <HoldDialog one={one} onClose={close} />)}>
      {t('hold')}
    </Button>
  )
}

/** Holds a destination, with the reason that operators will read. */
function HoldDialog({ one: { id, etag }, onClose }: Props) {
  const t = useTranslations('acts')
  const [reason, setReason] = useState('')
  const hold = useAct('put /destinations/{id}/hold')
  function confirm(): void {
    if (reason.trim() === '' || hold.isPending) return
    hold.mutate(
      { params: { id }, body: { reason }, ifMatch: `"${etag}"` },
      {
        onSuccess: () => {
          announce(t('heldNow', { id }))
          onClose()
        },
      },
    )
  }
  return (
    <Dialog title={t('holdTitle', { id })} isOpen onOpenChange={onClose} onConfirm={confirm}>
      <p>{t('holdDetail')}</p>
      <Field label={t('reason')} value={reason} onChange={setReason} isRequired maxLength={500} autoFocus />
      <Refused error={hold.error} />
      <Choices>
        <Button onPress={onClose}>{t('back')}</Button>
        <Button kind="main" isDisabled={reason.trim() === '' || hold.isPending} onPress={confirm}>
          {t('holdNow', { id })}
        </Button>
      </Choices>
    </Dialog>
  )
}
