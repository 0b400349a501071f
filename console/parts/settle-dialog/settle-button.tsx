import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../button/button.tsx'
import { isOpen, type Open } from './open.ts'
import { SettleDialog } from './settle-dialog.tsx'

/** Opens the dialog that settles this delivery; nothing where there is nothing to settle. */
export function SettleButton({ delivery }: { delivery: Open }) {
  const t = useTranslations('settle')
  const [isShown, setShown] = useState(false)
  // A dialog that is being filled in stays, and tells why it can no longer be done.
  if (!isOpen(delivery) && !isShown) return null
  return (
    <>
      <Button data-act="s" onPress={() => setShown(true)}>
        {t('settleIt')}
      </Button>
      {isShown && <SettleDialog delivery={delivery} isOpen onOpenChange={setShown} />}
    </>
  )
}
