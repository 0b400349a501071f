import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHubPages } from '../../hub/queries.ts'
import { useAlertName } from '../../parts/alert/alert-words.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Duration } from '../../parts/duration/duration.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Section } from '../../parts/page/page.tsx'
import { More } from '../../parts/rows/more.tsx'
import { Mark } from '../../parts/state/mark.tsx'
import styles from './alerts.module.css'

/** What is over, the newest first. */
export function ClosedAlerts() {
  const t = useTranslations('alerts')
  const nameOf = useAlertName()
  const pages = useHubPages('get /alerts', { state: ['closed'] })
  return (
    <Section title={t('closed')}>
      <Answered asked={pages}>
        {({ pages: all }) => {
          const items = all.flatMap((page) => page.items)
          if (items.length === 0) return <p className="soft">{t('noneClosed')}</p>
          return (
            <>
              <ul className={styles['rows']} aria-label={t('closed')}>
                {items.map(({ id, kind, subject, since, endedAt, closedAt }) => (
                  <li key={id} className={styles['row']}>
                    <Mark shape="✓" tone="delivered">
                      {t('over')}
                    </Mark>
                    <Link to="/alerts/$id" params={{ id }}>
                      {nameOf(kind)} · {subject}
                    </Link>
                    <span className="soft">
                      {t.rich('lasted', {
                        at: () => <Moment at={since} />,
                        span: () => <Duration ms={Date.parse(endedAt ?? closedAt ?? since) - Date.parse(since)} />,
                      })}
                    </span>
                  </li>
                ))}
              </ul>
              <More pages={pages} />
            </>
          )
        }}
      </Answered>
    </Section>
  )
}
