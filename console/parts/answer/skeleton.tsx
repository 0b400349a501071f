import { useTranslations } from 'use-intl'
import styles from './answer.module.css'

/** Stands where an answer will be; it is seen only if the answer takes longer than 150 ms. */
export function Skeleton() {
  const t = useTranslations('answer')
  return (
    <div className={styles['skeleton']} aria-busy="true">
      <span className="unseen">{t('loading')}</span>
    </div>
  )
}
