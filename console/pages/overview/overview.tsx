import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Empty } from '../../parts/answer/empty.tsx'
import { DestinationCard, DestinationCards } from '../../parts/destination-card/destination-card.tsx'
import { Page, Section } from '../../parts/page/page.tsx'
import { FirstRun } from './first-run.tsx'
import { Headline } from './headline.tsx'
import { OpenAlerts } from './open-alerts.tsx'
import { Recovers } from './recovers.tsx'
import { FirstToDo } from './to-do.tsx'
import { Traffic } from './traffic.tsx'

/** Did every lead arrive, and if not, what do I do first? */
export function OverviewPage() {
  const t = useTranslations('overview')
  const overview = useHub('get /overview')
  const destinations = useHub('get /destinations')
  return (
    <Page title={t('title')}>
      <Answered asked={overview}>
        {(answer) => (
          <>
            {(answer.began || answer.first.length > 0) && <Headline of={answer} asOf={overview.dataUpdatedAt} />}
            {answer.first.length > 0 && (
              <Section title={t('first')}>
                <FirstToDo items={answer.first} />
              </Section>
            )}
            <OpenAlerts of={answer} />
            <Recovers items={answer.recovers} />
            {!answer.began && <FirstRun />}
          </>
        )}
      </Answered>
      {overview.data?.began && (
        <Section title={t('traffic')}>
          <Traffic />
        </Section>
      )}
      <Section title={t('destinations')}>
        <Answered asked={destinations}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty>{t('noDestination')}</Empty>
            ) : (
              <DestinationCards>
                {items.map((one) => (
                  <DestinationCard key={one.id} one={one} />
                ))}
              </DestinationCards>
            )
          }
        </Answered>
      </Section>
    </Page>
  )
}
