import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import styles from './sources.module.css'

/** Where leads come in, and when the last one came. */
export function Sources() {
  const t = useTranslations('overview')
  const sources = useHub('get /sources')
  return (
    <Answered asked={sources}>
      {({ items }) => (
        <ul className={styles['sources']}>
          {items.map(({ id, type, ingestUrl, lastLead, reading }) => (
            <li key={id}>
              <strong>{id}</strong> <span className="soft">{type}</span>{' '}
              {lastLead
                ? t.rich('lastLead', { at: () => <Moment at={lastLead.receivedAt} /> })
                : t('noLead', { url: ingestUrl ?? '' })}
              {reading?.trouble && <Trouble {...reading.trouble} />}
            </li>
          ))}
        </ul>
      )}
    </Answered>
  )
}
