import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useMe } from '../../app/me.tsx'
import type { Alert } from '../../parts/alert/alert.ts'
import { AlertActs } from '../../parts/alert/alert-acts.tsx'
import { AlertPlace } from '../../parts/alert/alert-place.tsx'
import { AlertStanding } from '../../parts/alert/alert-standing.tsx'
import { AlertHelp, AlertSentence, useAlertName } from '../../parts/alert/alert-words.tsx'
import { Severity } from '../../parts/alert/severity.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import styles from './alerts.module.css'

/** An alert that is not closed: what is the matter, since when, and what to do. */
export function AlertCard({ one }: { one: Alert }) {
  const t = useTranslations('alerts')
  const nameOf = useAlertName()
  const { acts } = useMe()
  const name = { name: nameOf(one.kind), subject: one.subject }
  return (
    <article className={styles['card']} aria-label={`${name.name} ${one.subject}`} data-row={one.id}>
      <h3 className={styles['head']}>
        <Severity of={one.severity} />
        <span>
          <AlertSentence of={one} />
        </span>
      </h3>
      <p className="soft">{t.rich('since', { at: () => <Moment at={one.since} /> })}</p>
      {!one.endedAt && <AlertHelp of={one} />}
      <AlertStanding of={one} />
      <div className={styles['acts']}>
        <AlertPlace of={one} />
        {acts && <AlertActs of={one} />}
        <Link to="/alerts/$id" params={{ id: one.id }} className={styles['link']} aria-label={t('detailsOf', name)}>
          {t('details')}
        </Link>
      </div>
    </article>
  )
}
