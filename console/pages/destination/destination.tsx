import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Count } from '../../parts/count/count.tsx'
import { DestinationActs } from '../../parts/destination-acts/destination-acts.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { State } from '../../parts/state/state.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import styles from './destination.module.css'
import { Fields } from './fields.tsx'
import { History } from './history.tsx'
import { Limits } from './limits.tsx'
import { Settings } from './settings.tsx'
import { Traffic } from './traffic.tsx'
import { WhatChanged } from './what-changed.tsx'

const route = getRouteApi('/destinations/$id')
const shown = ['queued', 'sending', 'waiting', 'held', 'rejected', 'uncertain', 'exhausted'] as const

/** Is this CRM taking our leads? When it is not open: what to do. */
export function DestinationPage() {
  const t = useTranslations('destination')
  const { id } = route.useParams()
  const destination = useHub('get /destinations/{id}', { params: { id } })
  return (
    <Page title={id} beside={destination.data && <State of={destination.data.state} />}>
      <Answered asked={destination}>
        {(one) => (
          <>
            <p>
              {one.label ?? one.connector} ·{' '}
              {t.rich(one.state === 'held' && one.heldBy ? 'is.heldBy' : `is.${one.state}`, {
                who: one.heldBy ?? '',
                at: () => <Moment at={one.since} />,
              })}
              {!one.configured && <> {t('gone')}</>}
            </p>
            <Section title={one.trouble ? t('whatToDo') : t('acts')}>
              {one.trouble && <Trouble {...one.trouble} isReason={one.heldBy !== null} />}
              {one.state !== 'open' && !one.heldBy && one.trouble && <WhatChanged id={id} />}
              {one.probeAt && (
                <p className="soft">{t.rich('looks', { at: () => <Moment at={one.probeAt ?? ''} mayBeAhead /> })}</p>
              )}
              <DestinationActs key={id} one={one} all />
            </Section>
            <Section title={t('traffic')}>
              <Traffic key={id} one={one} />
              <ul className={styles['counts']} aria-label={t('notArrived')}>
                {shown
                  .filter((state) => (one.counts[state] ?? 0) > 0)
                  .map((state) => (
                    <li key={state}>
                      <Link to="/deliveries" search={{ destination: [id], state: [state] }}>
                        <Count of={one.counts[state] ?? 0} />
                      </Link>{' '}
                      <State of={state} />
                    </li>
                  ))}
              </ul>
              {shown.every((state) => !one.counts[state]) && <p>{t('allArrived')}</p>}
            </Section>
            <div className={styles['beside']}>
              <Section title={t('limits')}>
                <Limits one={one} />
              </Section>
              <Section title={t('settings')}>
                <Settings settings={one.settings} />
              </Section>
            </div>
            {one.configured && (
              <Section title={t('accepts')}>
                <Fields key={id} id={id} />
              </Section>
            )}
            <Section title={t('history')}>
              <History id={id} />
            </Section>
          </>
        )}
      </Answered>
    </Page>
  )
}
