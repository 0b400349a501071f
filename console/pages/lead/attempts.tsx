import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import styles from './lead.module.css'

/** Every attempt of a delivery, and who put it in line again. */
export function Attempts({ id }: { id: string }) {
  const t = useTranslations('lead')
  const states = useTranslations('states')
  const delivery = useHub('get /deliveries/{id}', { params: { id } })
  return (
    <Answered asked={delivery}>
      {({ attempts, lineage, problem, failure }) => (
        <>
          {attempts.length === 0 && <p className="soft">{t('noAttempt')}</p>}
          <ol className={styles['plain']}>
            {attempts.map((one) => (
              <li key={one.number}>
                <Moment at={one.startedAt} /> · {t('took', { ms: one.tookMs })} · {one.outcome ?? one.message}{' '}
                {one.code && <code>{one.code}</code>}
              </li>
            ))}
            {lineage.map(({ at, actor, was }) => (
              <li key={at}>
                <Moment at={at} /> · {t('replayedBy', { actor, was: states(was) })}
              </li>
            ))}
          </ol>
          {problem && <Trouble problem={problem} code={failure?.code} />}
        </>
      )}
    </Answered>
  )
}
