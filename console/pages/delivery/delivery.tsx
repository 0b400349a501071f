import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { Person } from '../../parts/person/person.tsx'
import { ReceiptWords } from '../../parts/receipt/receipt.tsx'
import { State } from '../../parts/state/state.tsx'
import { Trouble } from '../../parts/trouble/trouble.tsx'
import { Acts } from './acts.tsx'
import { Approval } from './approval.tsx'
import { Attempts } from './attempts.tsx'
import styles from './delivery.module.css'
import { History } from './history.tsx'
import { Next } from './next.tsx'

const route = getRouteApi('/deliveries/$id')

/** One delivery: its state in words, what follows by itself, the proof or the remedy, every attempt. */
export function DeliveryPage() {
  const t = useTranslations('delivery')
  const { id } = route.useParams()
  const delivery = useHub('get /deliveries/{id}', { params: { id } })
  return (
    <Page title={t('title')} beside={delivery.data && <State of={delivery.data.state} />}>
      <Answered asked={delivery}>
        {(one) => (
          <>
            <div>
              <p role="status">{t(`is.${one.state}`)}</p>
              <Next next={one.next} />
              {one.doubled && <p>{t('doubled')}</p>}
              {one.mayBeThere && one.state !== 'delivered' && <p>{t('mayBeThere')}</p>}
            </div>
            {one.receipt && (
              <Section title={t('receipt')}>
                <p>
                  <ReceiptWords of={one.receipt} /> {one.settledAt && <Moment at={one.settledAt} />}
                </p>
              </Section>
            )}
            {one.settlement && (
              <p>
                {t('settled', one.settlement)} {one.settlement.reason && t('reason', { reason: one.settlement.reason })}
              </p>
            )}
            {one.failure && (
              <Section title={t('whatToDo')}>
                <Trouble message={one.failure.message} code={one.failure.code} problem={one.problem} />
              </Section>
            )}
            <Section title={t('acts')}>
              <Acts one={one} />
              <Approval lead={one.leadId} />
            </Section>
            <dl className={styles['values']}>
              <dt>{t('lead')}</dt>
              <dd>
                <Link to="/leads/$id" params={{ id: one.leadId }}>
                  <Person name={one.name} company={one.company} />
                </Link>
                {' · '}
                <Link to="/leads/$id" params={{ id: one.leadId }}>
                  {t('whyThere')}
                </Link>
              </dd>
              <dt>{t('destination')}</dt>
              <dd>
                <Link to="/destinations/$id" params={{ id: one.destination }}>
                  {one.destination}
                </Link>{' '}
                <State of={one.destinationState} />
              </dd>
              <dt>{t('route')}</dt>
              <dd>{one.route}</dd>
              <dt>{t('offer')}</dt>
              <dd>{one.offer}</dd>
              <dt>{t('cameIn')}</dt>
              <dd>
                <Moment at={one.receivedAt} />
              </dd>
              <dt>{t('config')}</dt>
              <dd>
                <code>{one.configVersion.slice(0, 8)}</code>
              </dd>
            </dl>
            <Section title={t('attempts', { count: one.attempts.length })}>
              <Attempts attempts={one.attempts} />
            </Section>
            {one.lineage.length > 0 && (
              <Section title={t('history')}>
                <History lineage={one.lineage} />
              </Section>
            )}
          </>
        )}
      </Answered>
    </Page>
  )
}
