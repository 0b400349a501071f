import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { useReason } from '../../parts/reason/use-reason.ts'
import { ReceiptWords } from '../../parts/receipt/receipt.tsx'
import { State } from '../../parts/state/state.tsx'
import { Attempts } from './attempts.tsx'
import { DeliveryActs } from './delivery-acts.tsx'
import styles from './lead.module.css'

type Delivery = Answer<'get /leads/{id}'>['deliveries'][number]
type Why = Answer<'get /leads/{id}/routing'>['whenRouted']['destinations'][number]

interface Props {
  delivery: Delivery
  why: Why | undefined
}

/** One destination of the lead: its state, the receipt or the failure, why it went there, what happened. */
export function DeliveryCard({ delivery, why }: Props) {
  const t = useTranslations('lead')
  const said = useReason()
  const { state, destination, receipt, failure, nextAttemptAt, settledAt } = delivery
  return (
    <article className={styles['delivery']} aria-label={destination}>
      <h3 className={styles['head']}>
        <State of={state} />
        <Link to="/destinations/$id" params={{ id: destination }}>
          {destination}
        </Link>
      </h3>
      {receipt && (
        <p>
          <ReceiptWords of={receipt} /> {settledAt && <Moment at={settledAt} />}
        </p>
      )}
      {failure && (
        <p>
          {failure.message} {failure.code && <code>{failure.code}</code>}
        </p>
      )}
      {nextAttemptAt && state === 'waiting' && (
        <p className="soft">{t.rich('next', { at: () => <Moment at={nextAttemptAt} mayBeAhead /> })}</p>
      )}
      {delivery.doubled && <p>{t('doubled')}</p>}
      <details>
        <summary>{t('whatHappened', { count: delivery.attemptCount })}</summary>
        <Attempts id={delivery.id} />
      </details>
      <p className="soft small">{why ? said(why.why) : t('route', delivery)}</p>
      <DeliveryActs delivery={delivery} />
    </article>
  )
}
