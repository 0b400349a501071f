import { useTranslations } from 'use-intl'
import styles from './destination.module.css'

/** The settings in force; of a secret its reference in the file, which is what a person changes. */
export function Settings({ settings }: { settings: Readonly<Record<string, unknown>> }) {
  const t = useTranslations('destination')
  const entries = Object.entries(settings)
  if (entries.length === 0) return <p className="soft">{t('noSettings')}</p>
  return (
    <dl className={styles['values']}>
      {entries.map(([key, value]) => (
        <div key={key} className={styles['value']}>
          <dt>{key}</dt>
          <dd>
            <code>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>
          </dd>
        </div>
      ))}
    </dl>
  )
}
