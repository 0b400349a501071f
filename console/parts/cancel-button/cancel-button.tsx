import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { Refused } from '../refused/refused.tsx'

/** Gives one delivery up, after a question. It is done only if the delivery is as it is shown. */
export function CancelButton({ delivery }: { delivery: { id: string; etag: string; destination: string } }) {
  const t = useTranslations('cancel')
  const [isOpen, setOpen] = useState(false)
  const cancel = useAct('post /deliveries/{id}/cancellations')
  const { id, etag, destination } = delivery
  function confirm(): void {
    if (cancel.isPending) return
    cancel.mutate(
      { params: { id }, ifMatch: `"${etag}"` },
      {
        onSuccess: () => {
          announce(t('done', { destination }))
          setOpen(false)
        },
      },
    )
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('cancelIt')}</Button>
      {isOpen && (
        <Dialog title={t('title', { destination })} isOpen onOpenChange={setOpen} onConfirm={confirm}>
          <p>{t('detail')}</p>
          <Refused error={cancel.error} />
          <Choices>
            <Button onPress={() => setOpen(false)}>{t('back')}</Button>
            <Button kind="main" isDisabled={cancel.isPending} onPress={confirm}>
              {t('now')}
            </Button>
          </Choices>
        </Dialog>
      )}
    </>
  )
}
