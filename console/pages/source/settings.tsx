import { useTranslations } from 'use-intl'
import styles from './source.module.css'

/** As the file has them; of a secret the reference, which a person changes. */
export function Settings({ settings }: { settings: Readonly<Record<string, unknown>> }) {
  const t = useTranslations('source')
  const entries = Object.entries(settings)
  if (entries.length === 0) return <p className="soft">{t('noSettings')}</p>
  return (
    <dl className={styles['values']}>
      {entries.map(([key, value]) => (
        <div key={key} style={{ display: 'contents' }}>
          <dt>{key}</dt>
          <dd>
            <code className={styles['code']}>{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</code>
          </dd>
        </div>
      ))}
    </dl>
  )
}
