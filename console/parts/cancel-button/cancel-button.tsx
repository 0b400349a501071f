import { useTranslations } from 'use-intl'
import { useAct } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { openDialog } from '../bulk/act-host.tsx'
import { Button } from '../button/button.tsx'
import { Choices, Dialog } from '../dialog/dialog.tsx'
import { Refused } from '../refused/refused.tsx'

interface Props {
  delivery: { id: string; etag: string; destination: string }
  onClose(): void
}

/** Opens the dialog that gives one delivery up. */
export function CancelButton({ delivery }: Pick<Props, 'delivery'>) {
  const t = useTranslations('cancel')
  return (
    <Button onPress={() => openDialog((close) => <CancelDialog delivery={delivery} onClose={close} />)}>
      {t('cancelIt')}
    </Button>
  )
}

/** It is done only if the delivery is as it was shown. */
function CancelDialog({ delivery: { id, etag, destination }, onClose }: Props) {
  const t = useTranslations('cancel')
  const cancel = useAct('post /deliveries/{id}/cancellations')
  function confirm(): void {
    if (cancel.isPending) return
    cancel.mutate(
      { params: { id }, ifMatch: `"${etag}"` },
      {
        onSuccess: () => {
          announce(t('done', { destination }))
          onClose()
        },
      },
    )
  }
  return (
    <Dialog title={t('title', { destination })} isOpen onOpenChange={onClose} onConfirm={confirm}>
      <p>{t('detail')}</p>
      <Refused error={cancel.error} />
      <Choices>
        <Button onPress={onClose}>{t('back')}</Button>
        <Button kind="main" isDisabled={cancel.isPending} onPress={confirm}>
          {t('now')}
        </Button>
      </Choices>
    </Dialog>
  )
}
