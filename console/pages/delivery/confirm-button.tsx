import { useState } from 'react'
import { useTranslations } from 'use-intl'
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

/** An act that cannot simply be taken back is confirmed first. */
export function ConfirmButton({ name, title, detail, confirm, onConfirm }: Props) {
  const t = useTranslations('delivery')
  const [isOpen, setOpen] = useState(false)
  function act(): void {
    setOpen(false)
    onConfirm()
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>{name}</Button>
      <Dialog title={title} isOpen={isOpen} onOpenChange={setOpen} onConfirm={act}>
        <p>{detail}</p>
        <Choices>
          <Button autoFocus onPress={() => setOpen(false)}>
            {t('back')}
          </Button>
          <Button kind="main" onPress={act}>
            {confirm}
          </Button>
        </Choices>
      </Dialog>
    </>
  )
}
