import { useTranslations } from 'use-intl'
import styles from './proof.module.css'
import { Leads } from './row-list.tsx'

const most = 200

/** Leads of the time that no row has. */
export function OnlyHere({ leads, count }: { leads: readonly string[]; count: number }) {
  const t = useTranslations('download')
  if (leads.length === 0) return null
  return (
    <details className={styles['list']}>
      <summary>{t('list', { name: t('onlyHere'), count })}</summary>
      <p>
        <Leads ids={leads.slice(0, most)} />
      </p>
      {count > most && <p>{t('more', { count: count - most })}</p>}
    </details>
  )
}
