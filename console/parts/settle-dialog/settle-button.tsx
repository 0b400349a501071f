import { useTranslations } from 'use-intl'
import { askSettle } from '../bulk/act-host.tsx'
import { Button } from '../button/button.tsx'
import { isOpen, type Open } from './open.ts'

/** Opens the dialog that settles this delivery as it is shown now; nothing where there is nothing to settle. */
export function SettleButton({ delivery }: { delivery: Open }) {
  const t = useTranslations('settle')
  if (!isOpen(delivery)) return null
  return (
    <Button data-act="s" onPress={() => askSettle(delivery)}>
      {t('settleIt')}
    </Button>
  )
}
