import { useTranslations } from 'use-intl'
import { openDialog } from '../../parts/bulk/act-host.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Choices, Dialog } from '../../parts/dialog/dialog.tsx'

interface Props {
  name: string
  title: string
  /** What follows from it. */
  detail: string
  confirm: string
  onConfirm(): void
}

/** An act that cannot simply be taken back is confirmed first. What is confirmed is what was shown when the dialog opened. */
export function ConfirmButton(props: Props) {
  return (
    <Button onPress={() => openDialog((close) => <ConfirmDialog {...props} onClose={close} />)}>{props.name}</Button>
  )
}

function ConfirmDialog({ title, detail, confirm, onConfirm, onClose }: Props & { onClose(): void }) {
  const t = useTranslations('delivery')
  function act(): void {
    onClose()
    onConfirm()
  }
  return (
    <Dialog title={title} isOpen onOpenChange={onClose} onConfirm={act}>
      <p>{detail}</p>
      <Choices>
        <Button autoFocus onPress={onClose}>
          {t('back')}
        </Button>
        <Button kind="main" onPress={act}>
          {confirm}
        </Button>
      </Choices>
    </Dialog>
  )
}
