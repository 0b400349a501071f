import { useTranslations } from 'use-intl'
import { HubProblem } from '../../hub/client.ts'
import styles from './refused.module.css'

/** Why an act was not done: the hub's words, which say who was faster (412) or what to do instead. */
export function Refused({ error }: { error: Error | null }) {
  const t = useTranslations('refused')
  if (!error) return null
  const status = error instanceof HubProblem ? error.status : undefined
  return (
    <p role="alert" className={styles['refused']}>
      {status === undefined ? t('unreachable') : error.message}
    </p>
  )
}
