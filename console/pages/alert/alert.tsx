import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import { useMe } from '../../app/me.tsx'
import { useHub } from '../../hub/queries.ts'
import { AlertActs } from '../../parts/alert/alert-acts.tsx'
import { AlertPlace } from '../../parts/alert/alert-place.tsx'
import { AlertStanding } from '../../parts/alert/alert-standing.tsx'
import { AlertHelp, AlertSentence } from '../../parts/alert/alert-words.tsx'
import { Severity } from '../../parts/alert/severity.tsx'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { Mark } from '../../parts/state/mark.tsx'
import styles from './alert.module.css'
import { Acted } from './history.tsx'
import { Told } from './told.tsx'

const route = getRouteApi('/alerts/$id')

/** Everything about one alert: the whole text, who was told where and when, and what people did. */
export function AlertPage() {
  return (
    <LaterTexts of="alerts">
      <OneAlert />
    </LaterTexts>
  )
}

function OneAlert() {
  const t = useTranslations('alerts')
  const { acts } = useMe()
  const { id } = route.useParams()
  const alert = useHub('get /alerts/{id}', { params: { id } })
  return (
    <Page title={t('page')} beside={alert.data && <Severity of={alert.data.severity} />}>
      <Answered asked={alert}>
        {(one) => (
          <>
            <div className={styles['part']}>
              <p className={styles['sentence']}>
                {one.state === 'closed' && (
                  <>
                    <Mark shape="✓" tone="delivered">
                      {t('over')}
                    </Mark>
                    {' · '}
                  </>
                )}
                <AlertSentence of={one} />
              </p>
              <p className="soft">{t.rich('since', { at: () => <Moment at={one.since} /> })}</p>
              <AlertStanding of={one} />
            </div>
            {one.state !== 'closed' && (
              <Section title={t('whatToDo')}>
                <AlertHelp of={one} />
                <div className={styles['acts']}>
                  <AlertPlace of={one} />
                  {acts ? <AlertActs of={one} /> : <span className="soft">{t('askOperator')}</span>}
                </div>
              </Section>
            )}
            <Section title={t('asTold')}>
              <p className="soft small">{t('asToldDetail')}</p>
              <blockquote className={styles['text']} lang="en">
                <p>
                  <strong>{one.headline}</strong>
                </p>
                <p>{one.text}</p>
              </blockquote>
            </Section>
            <Section title={t('told')}>
              {one.told.length === 0 ? <p>{t('toldNobody')}</p> : <Told of={one.told} />}
            </Section>
            <Section title={t('history')}>
              <Acted id={id} />
            </Section>
          </>
        )}
      </Answered>
    </Page>
  )
}
