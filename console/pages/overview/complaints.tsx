import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import styles from './complaints.module.css'

/** What is wrong with the configuration file. The configuration before it stays in force. */
export function Complaints() {
  const t = useTranslations('overview')
  const { data } = useHub('get /config')
  if (!data || data.complaints.length === 0) return null
  return (
    <section className={styles['complaints']} aria-label={t('fileRefused')}>
      <p>
        <strong>{t('fileRefused')}</strong>
      </p>
      <ul>
        {data.complaints.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  )
}
