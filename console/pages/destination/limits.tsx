import { useFormatter, useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Duration } from '../../parts/duration/duration.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './destination.module.css'

type Detail = Answer<'get /destinations/{id}'>

/** What ends, what is left of quotas, and how much is sent at once. */
export function Limits({ one: { id, limits, expiries, tellsUsage } }: { one: Detail }) {
  const t = useTranslations('destination')
  return (
    <>
      {expiries.map(({ setting, at }) => (
        <p key={setting}>{t.rich('ends', { setting, at: () => <Moment at={at} mayBeAhead /> })}</p>
      ))}
      {tellsUsage && <Usage id={id} />}
      {limits && (
        <dl className={styles['values']}>
          <div className={styles['value']}>
            <dt>{t('concurrency')}</dt>
            <dd>{limits.concurrency}</dd>
          </div>
          <div className={styles['value']}>
            <dt>{t('rate')}</dt>
            <dd>
              {limits.rate
                ? t.rich('rateOf', { max: limits.rate.max, per: () => <Duration ms={limits.rate?.per ?? 0} /> })
                : t('noRate')}
            </dd>
          </div>
          <div className={styles['value']}>
            <dt>{t('deadline')}</dt>
            <dd>
              <Duration ms={limits.deadline} />
            </dd>
          </div>
          <div className={styles['value']}>
            <dt>{t('within')}</dt>
            <dd>
              <Duration ms={limits.within} />
            </dd>
          </div>
        </dl>
      )}
    </>
  )
}

/** Each quota as the far end told it last. */
function Usage({ id }: { id: string }) {
  const t = useTranslations('destination')
  const format = useFormatter()
  const usage = useHub('get /destinations/{id}/usage', { params: { id } })
  return (
    <Answered asked={usage}>
      {({ items }) => (
        <ul className={styles['history']}>
          {items.map(({ quota, used, limit, at }) => (
            <li key={quota}>
              {limit === null
                ? t('used', { quota, used: format.number(used) })
                : t('usedOf', { quota, used: format.number(used), limit: format.number(limit) })}{' '}
              <span className="soft">
                <Moment at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Answered>
  )
}
