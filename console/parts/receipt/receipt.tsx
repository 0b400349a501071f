import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'

type Receipt = NonNullable<Answer<'get /deliveries'>['items'][number]['receipt']>

/** The proof of a delivery, with the link into the CRM. */
export function ReceiptWords({ of }: { of: Receipt }) {
  const t = useTranslations('receipt')
  return (
    <>
      {t(of.outcome)} {of.reference && <code>{of.reference}</code>}{' '}
      {of.link && (
        <a href={of.link} target="_blank" rel="noreferrer">
          {t('open')}
        </a>
      )}{' '}
      {of.settledBy && t('settledBy', { who: of.settledBy })}
    </>
  )
}
