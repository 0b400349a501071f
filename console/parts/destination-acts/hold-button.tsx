import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { Field } from '../field/field.tsx'
import { Refused } from '../refused/refused.tsx'

/** Holds a destination, with the reason that operators will read. */
export function HoldButton({ one: { id, etag } }: { one: { id: string; etag: string } }) {
  const t = useTranslations('acts')
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const hold = useAct('put /destinations/{id}/hold')
  function confirm(): void {
    if (reason.trim() === '' || hold.isPending) return
    hold.mutate(
      { params: { id }, body: { reason }, ifMatch: `"${etag}"` },
      {
        onSuccess: () => {
          announce(t('heldNow', { id }))
          setOpen(false)
        },
      },
    )
  }
  return (
    <>
      <Button data-act="h" onPress={() => setOpen(true)}>
        {t('hold')}
      </Button>
      <Dialog title={t('holdTitle', { id })} isOpen={isOpen} onOpenChange={setOpen} onConfirm={confirm}>
        <p>{t('holdDetail')}</p>
        <Field label={t('reason')} value={reason} onChange={setReason} isRequired maxLength={500} autoFocus />
        <Refused error={hold.error} />
        <Choices>
          <Button onPress={() => setOpen(false)}>{t('back')}</Button>
          <Button kind="main" isDisabled={reason.trim() === '' || hold.isPending} onPress={confirm}>
            {t('holdNow', { id })}
          </Button>
        </Choices>
      </Dialog>
    </>
  )
}
