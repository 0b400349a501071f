import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { ReceiptWords } from '../../parts/receipt/receipt.tsx'
import styles from './delivery.module.css'

type Attempt = Answer<'get /deliveries/{id}'>['attempts'][number]

/** Every attempt, the last one first. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return null
  return (
    <ol className={styles['attempts']} reversed>
      {attempts.toReversed().map((one) => (
        <li key={one.number} className={styles['attempt']}>
          <OneAttempt one={one} />
        </li>
      ))}
    </ol>
  )
}

function OneAttempt({ one }: { one: Attempt }) {
  const t = useTranslations('delivery')
  const {
    number,
    startedAt,
    tookMs,
    outcome,
    reference,
    link,
    class: kind,
    code,
    status,
    message,
    excerpt,
    notes,
  } = one
  const details = [kind, status].filter((part) => part !== null).join(' · ')
  return (
    <>
      <p>
        <strong>{t('attempt', { number })}</strong> · <Moment at={startedAt} /> · {t('took', { ms: tookMs })}
        {details && <> · {details}</>} {code && <code>{code}</code>}
      </p>
      <p>{outcome ? <ReceiptWords of={{ outcome, reference, link, settledBy: null }} /> : message}</p>
      {notes.map((note) => (
        <p key={JSON.stringify(note)} className="soft">
          {typeof note === 'string' ? note : t('cut', note)}
        </p>
      ))}
      {excerpt && (
        <details>
          <summary>{t('reply')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long reply scrolls by the arrow keys */}
          <pre className={styles['reply']} tabIndex={0}>
            {excerpt}
          </pre>
        </details>
      )}
    </>
  )
}
