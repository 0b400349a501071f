import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { OwnMoment } from '../moment/moment.tsx'
import { Trouble } from '../trouble/trouble.tsx'
import styles from './destination-acts.module.css'

interface Props {
  of: Answer<'post /destinations/{id}/checks'>
  /** When it was asked, in milliseconds. */
  askedAt: number
  /** The problem whose remedy stands on the page already. */
  known: string | undefined
}

/** What the far end answered. It stays on the page until the next check. */
export function CheckResult({ of: { ok, trouble, doubts, detail }, askedAt, known }: Props) {
  const t = useTranslations('checks')
  const isNew = trouble?.problem && trouble.problem.id !== known
  return (
    <div role="status" className={styles['result']}>
      <p>
        <OwnMoment at={askedAt} />{' '}
        {trouble ? (
          <>
            {t('refused')} <span lang="en">{trouble.message}</span>
          </>
        ) : ok ? (
          t('passed')
        ) : (
          <span lang="en">{detail}</span>
        )}
      </p>
      {isNew && <Trouble {...trouble} />}
      {!trouble && ok && <p lang="en">{detail}</p>}
      {doubts.length > 0 && (
        <>
          <p>{t('doubts')}</p>
          <ul>
            {doubts.map(({ field, doubt, message }) => (
              <li key={`${field} ${doubt}`}>
                <code>{field}</code>: {message}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
