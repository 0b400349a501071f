import { getRouteApi } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { LaterTexts } from '../../app/later-texts.tsx'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Moment } from '../../parts/moment/moment.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { useReason } from '../../parts/reason/use-reason.ts'
import { stateOfLead } from '../../parts/state/lead-state.ts'
import { State } from '../../parts/state/state.tsx'
import { Contents } from './contents.tsx'
import { DeliveryCard } from './delivery-card.tsx'
import { Happened } from './happened.tsx'
import styles from './lead.module.css'
import { LeadActs } from './lead-acts.tsx'
import { NotSent } from './not-sent.tsx'
import { SamePerson } from './same-person.tsx'
import { StepsWords } from './steps-words.tsx'

const route = getRouteApi('/leads/$id')

/** Everything about one lead: where it is, what happened, why, who the person is. */
export function LeadPage() {
  return (
    <LaterTexts of="reasons">
      <LeadContent />
    </LaterTexts>
  )
}

function LeadContent() {
  const t = useTranslations('lead')
  const said = useReason()
  const { id } = route.useParams()
  const lead = useHub('get /leads/{id}', { params: { id } })
  const routing = useHub('get /leads/{id}/routing', { params: { id } })
  const { data } = lead
  return (
    <Page
      title={t('title')}
      beside={
        <>
          {data && <State of={stateOfLead(data)} />}
          <StepsWords lead={id} />
        </>
      }
    >
      <Answered asked={lead}>
        {(one) => (
          <>
            <p>
              {one.offer} <span className="soft">{one.source}</span> <Moment at={one.receivedAt} />{' '}
              {one.test && <span className="soft">{t('test')}</span>}
            </p>
            {one.reason && <p>{said(one.reason)}</p>}
            <LeadActs lead={one} />
            <Section title={t('whereItIs')}>
              {one.deliveries.length === 0 && <p>{t('nowhere')}</p>}
              <ul className={styles['deliveries']}>
                {one.deliveries.map((delivery) => (
                  <li key={delivery.id}>
                    <DeliveryCard
                      delivery={delivery}
                      why={routing.data?.whenRouted.destinations.find(
                        ({ destination }) => destination === delivery.destination,
                      )}
                    />
                  </li>
                ))}
              </ul>
              {routing.data && <NotSent routing={routing.data} />}
            </Section>
            <Section title={t('happened')}>
              <Happened lead={one} />
            </Section>
            <div className={styles['beside']}>
              <Section title={t('contents')}>
                <Contents lead={one} />
              </Section>
              <Section title={t('person')}>
                <SamePerson id={id} />
              </Section>
            </div>
          </>
        )}
      </Answered>
    </Page>
  )
}
