import { useTranslations } from 'use-intl'
import { useAct } from '../../hub/queries.ts'
import { Button } from '../button/button.tsx'
import { ReceiptWords } from '../receipt/receipt.tsx'
import { Refused } from '../refused/refused.tsx'
import { isOpen, type Open } from '../settle-dialog/open.ts'
import { useLooksUp } from './looks-up.ts'

/** Asks the far end whether it has the record, and tells the answer: the receipt, that it is absent, or why nothing is known. */
export function LookUpButton({ delivery }: { delivery: Open }) {
  const t = useTranslations('lookUp')
  const lookUp = useAct('post /deliveries/{id}/lookups')
  const { id, etag } = delivery
  const { data } = lookUp
  const looksUp = useLooksUp(delivery.destination)
  const isOffered = isOpen(delivery) && looksUp && !delivery.erased
  if (!isOffered && !data) return null
  return (
    <>
      {isOffered && (
        <Button
          data-act="l"
          isDisabled={lookUp.isPending}
          onPress={() => lookUp.mutate({ params: { id }, ifMatch: `"${etag}"` })}
        >
          {t('lookUp')}
        </Button>
      )}
      {lookUp.isPending && <span role="status">{t('asking')}</span>}
      {data && (
        <p role="status">
          {t(data.result)} {data.receipt && <ReceiptWords of={{ ...data.receipt, settledBy: null }} />}
          {data.reason && (
            <>
              {data.reason.message} {data.reason.code && <code>{data.reason.code}</code>}
            </>
          )}
        </p>
      )}
      <Refused error={lookUp.error} />
    </>
  )
}
