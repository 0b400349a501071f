import { useTranslations } from 'use-intl'
import { HubProblem } from '../../hub/client.ts'
import { Moment } from '../moment/moment.tsx'
import { State } from '../state/state.tsx'
import { changeOf } from './change.ts'
import styles from './refused.module.css'

/** Why an act was not done: who was faster and how it is now (412), or the hub's words, which say what to do instead. */
export function Refused({ error }: { error: Error | null }) {
  const t = useTranslations('refused')
  if (!error) return null
  const status = error instanceof HubProblem ? error.status : undefined
  const change = error instanceof HubProblem ? changeOf(error) : undefined
  return (
    <p role="alert" className={styles['refused']}>
      {change?.acts.map(({ actor, action, subject, at }) => (
        <span key={`${at} ${action}`}>
          {t.rich('did', { actor, action: action.replace('-', ''), subject, ago: () => <Moment at={at} short /> })}{' '}
        </span>
      ))}
      {change && change.acts.length === 0 && <>{t('hubDid')} </>}
      {change && t.rich('isNow', { state: () => <State of={change.state} /> })}
      {!change && (status === undefined ? t('unreachable') : error.message)}
    </p>
  )
}
