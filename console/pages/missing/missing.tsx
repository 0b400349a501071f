import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import { useHubMeanwhile } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Button } from '../../parts/button/button.tsx'
import { useDayName } from '../../parts/day/use-day-name.ts'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import styles from './missing.module.css'

const route = getRouteApi('/proof/$day/$destination')

/** The deliveries of a day whose records a far end does not have any more. */
export function MissingPage() {
  return (
    <LaterTexts of="proof">
      <Missing />
    </LaterTexts>
  )
}

function Missing() {
  const t = useTranslations('missing')
  const dayName = useDayName()
  const { day, destination } = route.useParams()
  const [after, setAfter] = useState<string>()
  const found = useHubMeanwhile('get /reconciliations/{day}/{destination}', {
    params: { day, destination },
    query: after === undefined ? {} : { after },
  })
  return (
    <Page title={t('title', { day: Number.isNaN(Date.parse(day)) ? day : dayName(day), destination })}>
      <p>
        <Link to="/proof">{t('back')}</Link>
      </p>
      <Answered asked={found}>
        {({ missing, items, next }) =>
          missing.length === 0 ? (
            <p role="status">{t('none', { present: items.reduce((sum, { present }) => sum + present, 0) })}</p>
          ) : (
            <>
              <p>{t('detail')}</p>
              <Section title={t('deliveries')}>
                <ul className={styles['rows']} aria-label={t('deliveries')}>
                  {missing.map(({ delivery, lead, offer, reference, deliveredAt }) => (
                    <li key={delivery} className={styles['row']} data-row={delivery}>
                      <Link to="/deliveries/$id" params={{ id: delivery }}>
                        {t('delivery', { id: delivery.slice(-8) })}
                      </Link>
                      <span>
                        {offer} {reference && <code>{reference}</code>}
                      </span>
                      <span className="soft">
                        {deliveredAt && t.rich('delivered', { at: () => <Moment at={deliveredAt} /> })}{' '}
                        <Link to="/leads/$id" params={{ id: lead }}>
                          {t('lead')}
                        </Link>
                      </span>
                    </li>
                  ))}
                </ul>
                <div>
                  {next && <Button onPress={() => setAfter(next)}>{t('next')}</Button>}{' '}
                  {after && <Button onPress={() => setAfter(undefined)}>{t('first')}</Button>}
                </div>
              </Section>
            </>
          )
        }
      </Answered>
    </Page>
  )
}
