import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import styles from '../../parts/work/work.module.css'

/** Alerts, and where they are told. */
export function AlertKinds() {
  const t = useTranslations('alerts')
  const kind = { className: styles['kind'], activeOptions: { exact: true, includeSearch: false } } as const
  return (
    <nav className={styles['kinds']} aria-label={t('kinds')}>
      <Link to="/alerts" search={{}} {...kind} activeOptions={{ exact: true, includeSearch: true }}>
        {t('list')}
      </Link>
      <Link
        to="/alerts"
        search={{ of: 'messages' }}
        className={styles['kind']}
        activeOptions={{ exact: false, includeSearch: true }}
      >
        {t('messages')}
      </Link>
    </nav>
  )
}
