import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './destination.module.css'

/** What people did to the destination, newest first. */
export function History({ id }: { id: string }) {
  const t = useTranslations('destination')
  const acts = useHub('get /audit', { query: { subject: id, limit: 20 } })
  return (
    <Answered asked={acts}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="soft">{t('noActs')}</p>
        ) : (
          <ul className={styles['history']}>
            {items.map((act) => (
              <li key={act.id}>
                <Moment at={act.at} /> · {act.actor} · <code>{act.action}</code>
                {typeof act.detail['reason'] === 'string' && <> · {act.detail['reason']}</>}
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  )
}
