import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import styles from './work.module.css'

/** The kinds of work on many, each with its address. */
export function WorkKinds() {
  const t = useTranslations('work')
  const kind = { className: styles['kind'], activeOptions: { exact: true, includeSearch: true } } as const
  return (
    <nav className={styles['kinds']} aria-label={t('kinds')}>
      <Link to="/replays" search={{}} {...kind}>
        {t('replays')}
      </Link>
      <Link to="/replays" search={{ of: 'lookups' }} {...kind}>
        {t('lookups')}
      </Link>
      <Link to="/replays" search={{ of: 'others' }} {...kind}>
        {t('others')}
      </Link>
      <Link to="/erasures" {...kind}>
        {t('erasures')}
      </Link>
    </nav>
  )
}
