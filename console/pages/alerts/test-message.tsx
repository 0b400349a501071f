import { useTranslations } from 'use-intl'
import { useAct, useHub } from '../../hub/queries.ts'
import { MessageOutcome, useReceiptWords } from '../../parts/alert/message-outcome.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import styles from './alerts.module.css'

/** Sends a test message, and follows it to its receipt or to its problem. */
export function TestMessage({ id }: { id: string }) {
  const t = useTranslations('channels')
  const test = useAct('post /channels/{id}/tests')
  return (
    <>
      <div>
        <Button
          aria-label={t('testOf', { id })}
          isPending={test.isPending}
          onPress={() => test.mutate({ params: { id } })}
        >
          {t('test')}
        </Button>
      </div>
      {test.data && <Follow key={test.data.id} id={test.data.id} />}
      <Refused error={test.error} />
    </>
  )
}

function Follow({ id }: { id: string }) {
  const t = useTranslations('channels')
  const receiptWords = useReceiptWords()
  const { data: message } = useHub('get /messages/{id}', { params: { id } })
  const isOpen = !message || ((message.state === 'queued' || message.state === 'sending') && !message.failure)
  return (
    <div role="status" className={styles['result']}>
      {isOpen && <p>{t('onItsWay')}</p>}
      {message?.state === 'sent' && message.settledAt && (
        <p>
          {t.rich('sent', {
            at: () => <Moment at={message.settledAt ?? ''} />,
            outcome: receiptWords(message.receipt),
          })}
        </p>
      )}
      {!isOpen && message.state !== 'sent' && (
        <>
          <p>{t('notSent')}</p>
          <MessageOutcome of={message} />
        </>
      )}
    </div>
  )
}
