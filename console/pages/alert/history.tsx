import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { ActWords } from '../../parts/act/act-words.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './alert.module.css'

/** Who acknowledged it, and who took that back. */
export function Acted({ id }: { id: string }) {
  const t = useTranslations('alerts')
  const acts = useHub('get /audit', { query: { subject: id } })
  return (
    <Answered asked={acts}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="soft">{t('noHistory')}</p>
        ) : (
          <ul className={styles['history']}>
            {items.map((act) => (
              <li key={act.id}>
                <Moment at={act.at} /> · {act.actor} · <ActWords act={act} />
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  )
}
